using Rubaru.Wire;

namespace Rubaru.Server.Push;

/// <param name="Status">HTTP status of the push service; 0 = it did not answer, or was not asked.</param>
internal readonly record struct PushResult(PushOutcome Outcome, ushort Status = 0);
