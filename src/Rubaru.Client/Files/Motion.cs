namespace Rubaru.Client.Files;

/// <summary>Whether anything of any chat is sealed, sent or received now. Known on the engine's thread.</summary>
internal sealed class Motion
{
    private readonly HashSet<object> _moving = [];

    /// <summary>The first began or the last ended.</summary>
    public event Action? Changed;

    public bool Any => _moving.Count > 0;

    /// <param name="what">A file, or the secret of one that is being sealed.</param>
    public void Look(object what, bool moves)
    {
        var before = Any;
        if ((moves ? _moving.Add(what) : _moving.Remove(what)) && Any != before)
            Changed?.Invoke();
    }
}
