namespace Rubaru.Wire;

/// <summary>Client to server on <c>/v1/mailbox</c>: how large a file may be that waits here in pieces.</summary>
public sealed record FetchFileLimit(uint Request) : Frame;

/// <param name="Bytes">Of the file in plain; 0 = none. The server cannot see it: clients keep to it.</param>
public sealed record FileLimitIs(uint Request, uint Bytes) : Frame;
