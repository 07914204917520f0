namespace Rubaru.Client;

/// <summary>Files under way, in any chat.</summary>
public sealed partial class ChatClient
{
    /// <summary>Something is sealed, sent or received now: closing would interrupt it.</summary>
    public bool MovesFiles => _engine.Motion.Any;

    /// <summary>Raised on the engine's thread.</summary>
    public event Action MovesFilesChanged
    {
        add => _engine.Motion.Changed += value;
        remove => _engine.Motion.Changed -= value;
    }
}
