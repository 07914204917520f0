using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Whether this tab still owns the profile; told by indexed-db-store.js when another one takes it.</summary>
internal sealed class StoreOwnership
{
    internal event Action? Lost;

    internal bool IsLost { get; private set; }

    [JSInvokable]
    public void Lose()
    {
        if (!IsLost)
        {
            IsLost = true;
            Lost?.Invoke();
        }
    }
}
