using System.Buffers.Binary;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Rubaru.Client.Files;

namespace Rubaru.App.Browser;

/// <summary>The microphone (voice-recorder.js) and the gestures of its button (voice-button.js). A recording is in memory only.</summary>
public sealed class VoiceRecorder(IJSRuntime js)
{
    /// <summary>Number, size, milliseconds and container, before the levels.</summary>
    private const int Head = 13;

    private readonly BrowserModule module = new(js, "voice-recorder");
    private readonly BrowserModule button = new(js, "voice-button");

    public Task<bool> IsSupportedAsync() => module.CallAsync<bool>("supported");

    public Task<IJSObjectReference> WatchAsync(
        ElementReference element,
        DotNetObjectReference<VoiceGestures> gestures
    ) => button.CallAsync<IJSObjectReference>("watch", element, gestures);

    /// <summary>Asks for the microphone and records until it is told to end, the limit, or until nobody sees the page.</summary>
    public async Task<VoiceStart> StartAsync(DotNetObjectReference<VoiceEvents> events) =>
        await module.CallAsync<string>("start", events, VoiceNote.Longest.TotalMilliseconds) switch
        {
            "running" => VoiceStart.Running,
            "stopped" => VoiceStart.Withdrawn,
            "NotAllowedError" or "SecurityError" => VoiceStart.Denied,
            "NotFoundError" or "OverconstrainedError" => VoiceStart.NoMicrophone,
            "NotReadableError" or "AbortError" => VoiceStart.Busy,
            _ => VoiceStart.Failed,
        };

    /// <returns><c>null</c>: nothing was recorded.</returns>
    public async Task<Recorded?> FinishAsync()
    {
        var bytes = await module.CallAsync<byte[]>("finish");
        if (bytes.Length < Head || BinaryPrimitives.ReadInt32BigEndian(bytes) is not (> 0 and var id))
        {
            return null;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4));
        var length = TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8)));
        var (extension, type) = bytes[12] == 0 ? (".webm", VoiceNote.Types[0]) : (".m4a", VoiceNote.Types[1]);
        var file = new ChosenFile(id, "voice" + extension, type, size);
        return VoiceNote.Of(length, bytes.AsSpan(Head)) is { } note ? new Recorded(file, note) : null;
    }

    public Task DiscardAsync() => module.CallAsync("discard");

    public Task<string> ListenAsync(Recorded recorded) => module.CallAsync<string>("listen", recorded.File.Id);

    public Task UnlistenAsync(string address) => module.CallAsync("unlisten", address);

    /// <summary>The page lets go of it.</summary>
    public Task DropAsync(Recorded recorded) => module.CallAsync("drop", recorded.File.Id);
}

/// <summary>A recording in the memory of the page.</summary>
public sealed record Recorded(ChosenFile File, VoiceNote Note);

/// <summary>What became of the wish to record.</summary>
public enum VoiceStart
{
    Running,

    /// <summary>It was ended while the browser asked.</summary>
    Withdrawn,

    /// <summary>The person or the browser does not allow the microphone.</summary>
    Denied,
    NoMicrophone,

    /// <summary>Another program has it.</summary>
    Busy,
    Failed,
}
