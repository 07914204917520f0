using System.Security.Cryptography;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Xunit;

namespace Rubaru.Client.Tests.World;

/// <summary>Files of people in a <see cref="Town"/>.</summary>
internal static class FileTown
{
    /// <summary>The beginning of a JPEG, which is what a thumbnail is told by.</summary>
    public static byte[] Thumbnail { get; } = [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[504]];

    public static byte[] Bytes(int size) => RandomNumberGenerator.GetBytes(size);

    public static FileToSend ToSend(byte[] bytes, string name = "notes.bin", string mime = "application/pdf") =>
        new(new MemorySource(bytes), name, mime);

    public static FileToSend Image(byte[] bytes) =>
        ToSend(bytes, "photo.png", "image/png") with
        {
            Thumbnail = Thumbnail,
            Width = 640,
            Height = 480,
            Caption = "the sea",
        };

    public static Task OfferAsync(this Person person, FileToSend file) =>
        person.Only.SendFileAsync(file, null, TestContext.Current.CancellationToken);

    public static async Task<Transfer> SendFileAsync(this Person person, byte[] bytes)
    {
        await person.OfferAsync(ToSend(bytes));
        return person.LastFile()!;
    }

    /// <summary>The transfer of the last message with a file.</summary>
    public static Transfer? LastFile(this Person person) =>
        person.IsRunning && person.Only.Messages.LastOrDefault(m => m.Kind == MessageKind.File) is { } message
            ? person.Only.TransferOf(message)
            : null;

    public static bool HasFile(this Person person, TransferState state) => person.LastFile()?.State == state;

    /// <summary>What the sealed copy of the last file holds, opened from the first chunk on.</summary>
    public static async Task<bool> HoldsAsync(this Person person, byte[] bytes)
    {
        var file = person.LastFile()!;
        var check = await person.Files.CheckAsync(file.Secret, file.Size);
        return file.Size == bytes.Length && check.Hash is { } hash && hash.SequenceEqual(SHA256.HashData(bytes));
    }
}
