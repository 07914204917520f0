namespace Rubaru.Wire;

/// <summary>One binary WebSocket message: kind(1) || fixed fields || at most one trailing variable field.</summary>
public abstract record Frame
{
    /// <summary>The kind and no field: capabilities, endpoints and credentials are among the fields.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>Ping and pong of the application, on both sockets; the answer shows that the path is alive.</summary>
public sealed record Ping(uint Number) : Frame;

public sealed record Pong(uint Number) : Frame;

/// <summary>The answer to a request that failed. <see cref="Request"/> is 0 where no request is meant (version, login).</summary>
public sealed record Refused(uint Request, Refusal Reason) : Frame;

/// <summary>The answer to a request that has no other result.</summary>
public sealed record Done(uint Request) : Frame;
