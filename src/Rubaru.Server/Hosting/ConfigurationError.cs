namespace Rubaru.Server.Hosting;

/// <summary>The server cannot start as it is set up. The message is one sentence for the operator that says what to do.</summary>
internal sealed class ConfigurationError(string message, Exception? cause = null) : Exception(message, cause);
