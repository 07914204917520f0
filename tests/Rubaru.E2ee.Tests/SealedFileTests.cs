using CsCheck;
using Rubaru.Sodium;
using Xunit;
using static Rubaru.E2ee.Tests.Independent;

namespace Rubaru.E2ee.Tests;

/// <summary>Files as protocol sections 11 and 12 seal them; the official age files run with the other vectors.</summary>
public class SealedFileTests
{
    private const int Chunk = FileCipher.ChunkSize;
    private static readonly byte[] Key = Filled(7, 32);
    private static readonly byte[] Salt = Filled(8, 16);

    public static TheoryData<int> Sizes => [0, 1, Chunk - 1, Chunk, Chunk + 1, 2 * Chunk, 3 * Chunk - 5];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_file_of_every_kind_of_size_comes_back(int size)
    {
        var plaintext = Enumerable.Range(0, size).Select(i => (byte)(i * 31)).ToArray();
        var file = await SealAsync(plaintext, 1000);
        var chunks = Math.Max(1, (size + Chunk - 1) / Chunk);
        Assert.Equal(size + chunks * KeySizes.AeadTag, file.Length);
        var (opened, fault) = await OpenAsync(file);
        Assert.Equal(FileFault.None, fault);
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public async Task A_file_opens_with_a_second_implementation_of_the_text()
    {
        var plaintext = Filled(3, Chunk + 10);
        var file = await SealAsync(plaintext, Chunk);
        var key = Expand(Hmac(Salt, Key), Ascii("what"), 32);
        var (first, second) = (new byte[12], new byte[12]);
        (second[10], second[11]) = (1, 1);
        var opened = Join(
            AeadOpen(key, first, [], file[..FileCipher.SealedChunkSize]),
            AeadOpen(key, second, [], file[FileCipher.SealedChunkSize..])
        );
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public async Task A_file_that_was_cut_anywhere_never_opens_whole()
    {
        var file = await SealAsync(Filled(3, 2 * Chunk + 100), Chunk);
        await Gen.Int[0, file.Length - 1]
            .SampleAsync(
                async length =>
                {
                    var (_, fault) = await OpenAsync(file[..length]);
                    Assert.NotEqual(FileFault.None, fault);
                },
                iter: 60
            );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk)]
    [InlineData(FileCipher.SealedChunkSize)]
    [InlineData(2 * FileCipher.SealedChunkSize)]
    public async Task A_cut_file_of_whole_chunks_says_that_it_was_cut(int length)
    {
        var file = await SealAsync(new byte[3 * Chunk], Chunk);
        Assert.Equal(FileFault.CutShort, (await OpenAsync(file[..length], wholeChunks: true)).Fault);
        file[^1] ^= 1;
        Assert.Equal(FileFault.Damaged, (await OpenAsync(file, wholeChunks: true)).Fault);
    }

    [Fact]
    public async Task A_changed_byte_anywhere_is_found_and_nothing_from_there_on_comes_out()
    {
        var file = await SealAsync(Filled(3, 2 * Chunk + 100), Chunk);
        await Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte[1, 255])
            .SampleAsync(
                async (place, mask) =>
                {
                    var changed = file.ToArray();
                    changed[place] ^= mask;
                    var (opened, fault) = await OpenAsync(changed);
                    Assert.Equal(FileFault.Damaged, fault);
                    Assert.Equal(place / FileCipher.SealedChunkSize * Chunk, opened.Length);
                },
                iter: 60
            );
    }

    [Fact]
    public async Task Chunks_that_are_swapped_repeated_or_left_out_do_not_open()
    {
        var file = await SealAsync(Enumerable.Range(0, 3 * Chunk).Select(i => (byte)(i / Chunk)).ToArray(), Chunk);
        var (a, b, c) = (Part(file, 0), Part(file, 1), Part(file, 2));
        foreach (var wrong in (byte[][])[Join(b, a, c), Join(a, a, b, c), Join(a, c), Join(a, b, c, c), Join(b, c)])
        {
            Assert.Equal(FileFault.Damaged, (await OpenAsync(wrong)).Fault);
        }

        static byte[] Part(byte[] file, int i) =>
            file[(i * FileCipher.SealedChunkSize)..Math.Min(file.Length, (i + 1) * FileCipher.SealedChunkSize)];
    }

    [Fact]
    public async Task Another_key_nonce_or_purpose_opens_nothing()
    {
        var file = await SealAsync([1, 2, 3], 3);
        foreach (
            var cipher in (FileCipher[])
                [
                    new(Party.Sodium, Filled(6, 32), Salt, "what"u8),
                    new(Party.Sodium, Key, Filled(6, 16), "what"u8),
                    new(Party.Sodium, Key, Salt, "else"u8),
                ]
        )
        {
            using (cipher)
            {
                Assert.Equal(FileFault.Damaged, (await OpenAsync(file, cipher: cipher)).Fault);
            }
        }
    }

    [Fact]
    public void Only_the_last_chunk_may_be_shorter_and_a_disposed_cipher_seals_nothing()
    {
        var cipher = New();
        Assert.Throws<ArgumentException>(() => cipher.Seal(0, false, new byte[9], new byte[25]));
        Assert.Throws<ArgumentException>(() => cipher.Seal(1, true, [], new byte[16]));
        Assert.Throws<ArgumentException>(() => cipher.Seal(0, true, new byte[Chunk + 1], new byte[Chunk + 17]));
        Assert.False(cipher.TryOpen(0, false, new byte[25], new byte[9]));
        Assert.False(cipher.TryOpen(1, true, new byte[16], []));
        Assert.False(cipher.TryOpen(0, true, new byte[Chunk + 17], new byte[Chunk + 1]));
        Assert.Throws<ArgumentException>(() => new FileCipher(Party.Sodium, Key, new byte[15], []));
        cipher.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cipher.Seal(0, true, [], new byte[16]));
        Assert.Throws<ObjectDisposedException>(() => cipher.TryOpen(0, true, new byte[16], []));
    }

    [Fact]
    public async Task Nothing_is_written_after_the_end()
    {
        using var cipher = New();
        using var writer = new SealedFileWriter(cipher, _ => Task.CompletedTask);
        Assert.Equal(Chunk, writer.RoomInChunk);
        await writer.WriteAsync(new byte[Chunk + 1]);
        Assert.Equal(Chunk - 1, writer.RoomInChunk);
        await writer.FinishAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.WriteAsync(new byte[1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(writer.FinishAsync);

        var abandoned = new SealedFileWriter(cipher, _ => Task.CompletedTask);
        abandoned.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => abandoned.WriteAsync(new byte[1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(abandoned.FinishAsync);
    }

    [Fact]
    public async Task Who_stops_reading_has_a_cut_file_and_who_read_to_the_end_a_whole_one()
    {
        var file = await SealAsync(Filled(3, 2 * Chunk), Chunk);
        Assert.Equal(FileFault.CutShort, await EndedAfterAsync(file, chunks: 0));
        Assert.Equal(FileFault.CutShort, await EndedAfterAsync(file, chunks: 1));
        Assert.Equal(FileFault.None, await EndedAfterAsync(file, chunks: 2));
        file[FileCipher.SealedChunkSize] ^= 1;
        Assert.Equal(FileFault.Damaged, await EndedAfterAsync(file, chunks: 1, further: 1));
    }

    [Fact]
    public async Task Nothing_is_read_behind_a_fault()
    {
        var file = await SealAsync(Filled(3, 3 * Chunk), Chunk);
        file[0] ^= 1;
        using var cipher = New();
        using var stream = new MemoryStream(file);
        using var reader = new SealedFileReader(cipher, stream);
        Assert.Null(await reader.ReadChunkAsync());
        Assert.Null(await reader.ReadChunkAsync());
        Assert.Equal(FileFault.Damaged, reader.Fault);
        Assert.Equal(FileCipher.SealedChunkSize, stream.Position);
    }

    private static byte[] Filled(byte value, int size) => [.. Enumerable.Repeat(value, size)];

    private static FileCipher New() => new(Party.Sodium, Key, Salt, "what"u8);

    private static async Task<byte[]> SealAsync(byte[] plaintext, int piece)
    {
        using var cipher = New();
        using var file = new MemoryStream();
        using var writer = new SealedFileWriter(
            cipher,
            bytes =>
            {
                file.Write(bytes.Span);
                return Task.CompletedTask;
            }
        );
        foreach (var part in plaintext.Chunk(piece))
        {
            await writer.WriteAsync(part);
        }

        await writer.FinishAsync();
        return file.ToArray();
    }

    /// <param name="further">Chunks asked for that do not come.</param>
    private static async Task<FileFault> EndedAfterAsync(byte[] file, int chunks, int further = 0)
    {
        using var cipher = New();
        var reader = new SealedFileReader(cipher, new MemoryStream(file));
        for (var i = 0; i < chunks + further; i++)
        {
            Assert.Equal(i < chunks, await reader.ReadChunkAsync() is not null);
        }

        reader.Dispose();
        return reader.Fault;
    }

    private static async Task<(byte[] Opened, FileFault Fault)> OpenAsync(
        byte[] file,
        bool wholeChunks = false,
        FileCipher? cipher = null
    )
    {
        using var own = New();
        using var opened = new MemoryStream();
        using var reader = new SealedFileReader(cipher ?? own, new MemoryStream(file), wholeChunks);
        while (await reader.ReadChunkAsync() is { } chunk)
        {
            opened.Write(chunk.Span);
        }

        return (opened.ToArray(), reader.Fault);
    }
}
