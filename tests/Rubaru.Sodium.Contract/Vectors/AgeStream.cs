using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Rubaru.E2ee;

namespace Rubaru.Sodium.Contract.Vectors;

/// <summary>
/// The <c>stream_*</c> files of the age test kit: the payload of protocol sections 11 and 12 as whole files, good ones,
/// cut ones, changed ones. Only the payload counts here; the header before it is another format's.
/// </summary>
internal static class AgeStream
{
    private static readonly string[] _accepted =
    [
        "empty_payload",
        "last_chunk_full",
        "last_chunk_full_second",
        "three_chunks",
        "two_chunks",
    ];

    private static readonly string[] _refused =
    [
        "bad_tag",
        "bad_tag_second_chunk",
        "bad_tag_second_chunk_full",
        "last_chunk_empty",
        "missing_tag",
        "no_chunks",
        "no_final",
        "no_final_full",
        "no_final_two_chunks",
        "no_final_two_chunks_full",
        "no_nonce",
        "short_chunk",
        "short_nonce",
        "short_second_chunk",
        "trailing_garbage_long",
        "trailing_garbage_short",
        "two_final_chunks",
        "two_final_chunks_full",
        "two_final_chunks_second",
        "two_final_chunks_short",
    ];

    internal static IEnumerable<VectorSet> Sets =>
        _accepted
            .Select(name => new VectorSet($"age/stream_{name}", Run, new(1, 0)))
            .Concat(_refused.Select(name => new VectorSet($"age/stream_{name}", Run, new(0, 1))));

    private static VectorCount Run(ISodium sodium, ReadOnlyMemory<byte> file)
    {
        var end = file.Span.IndexOf("\n\n"u8);
        var fields = Encoding
            .ASCII.GetString(file.Span[..end])
            .Split('\n')
            .Select(line => line.Split(": ", 2))
            .ToLookup(field => field[0], field => field[1]);
        var age = fields.Contains("compressed") ? Inflate(file[(end + 2)..]) : file[(end + 2)..];
        var good = fields["expect"].Single() == "success";
        var payload = age[(age.Span.IndexOf("\n---"u8) + 1)..];
        payload = payload[(payload.Span.IndexOf((byte)'\n') + 1)..];
        if (payload.Length < FileCipher.NonceSize)
        {
            Expect.True(!good);
            return new VectorCount(0, 1);
        }

        using var cipher = new FileCipher(
            sodium,
            Convert.FromHexString(fields["file key"].Single()),
            payload.Span[..FileCipher.NonceSize],
            "payload"u8
        );
        using var reader = new SealedFileReader(cipher, new MemoryStream(payload[FileCipher.NonceSize..].ToArray()));
        using var plaintext = new MemoryStream();
        while (Now(reader.ReadChunkAsync()) is { } chunk)
        {
            plaintext.Write(chunk.Span);
        }

        // Also of a bad file: everything before the fault, and nothing else, may come out.
        Expect.Bytes(Convert.FromHexString(fields["payload"].Single()), SHA256.HashData(plaintext.ToArray()));
        Expect.True(good == (reader.Fault == FileFault.None));
        return good ? new VectorCount(1, 0) : new VectorCount(0, 1);
    }

    /// <summary>Of a stream in memory, which never waits.</summary>
    private static ReadOnlyMemory<byte>? Now(ValueTask<ReadOnlyMemory<byte>?> chunk) =>
        chunk.IsCompleted ? chunk.Result : throw new CheckFailedException("A read from memory waited.");

    private static byte[] Inflate(ReadOnlyMemory<byte> compressed)
    {
        using var inflated = new MemoryStream();
        using var source = new ZLibStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        source.CopyTo(inflated);
        return inflated.ToArray();
    }
}
