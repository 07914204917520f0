using Microsoft.JSInterop;
using Rubaru.Client.Files;

namespace Rubaru.App.Browser;

/// <summary>A file that a person chose, pasted or dropped: file-sources.js holds it under this number.</summary>
public sealed record ChosenFile(int Id, string Name, string Mime, long Size) : IFileSource
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(ChosenFile);
}

/// <summary>Called by file-store.js while a file is sealed.</summary>
public sealed class SealProgress(Action<long> progress)
{
    [JSInvokable]
    public void Progress(double done) => progress((long)done);
}
