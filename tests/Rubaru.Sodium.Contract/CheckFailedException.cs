namespace Rubaru.Sodium.Contract;

/// <summary>A back end broke the contract; the message says where.</summary>
public sealed class CheckFailedException : Exception
{
    public CheckFailedException() { }

    public CheckFailedException(string message)
        : base(message) { }

    public CheckFailedException(string message, Exception inner)
        : base(message, inner) { }
}
