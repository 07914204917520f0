using System.Text;
using Rubaru.Sodium.Contract;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>Keys and plaintexts do not stay in the memory through which sodium.js hands them to libsodium.</summary>
public sealed class ScratchAreaTests(Chromium chromium)
{
    /// <summary>
    /// The real library behind a malloc and free that remember, a scalar multiplication that looks, and a SHA-512 that
    /// leaves its input and throws.
    /// </summary>
    private const string WatchingLibsodium = """
        import create from "./real.mjs";

        const library = await create();
        const { _malloc, _free, _crypto_scalarmult } = library;
        const live = new Map();
        let freedDirty = 0;
        let dirtyDuringCalls = 0;
        const count = (address) =>
          library.HEAPU8.subarray(address, address + live.get(address)).filter((byte) => byte !== 0).length;
        const dirty = () => [...live.keys()].reduce((sum, address) => sum + count(address), freedDirty);
        library._malloc = (size) => {
          const address = _malloc(size);
          live.set(address, size);
          return address;
        };
        library._free = (address) => {
          freedDirty += count(address);
          live.delete(address);
          _free(address);
        };
        library._crypto_scalarmult = (...values) => {
          dirtyDuringCalls += dirty();
          return _crypto_scalarmult(...values);
        };
        library._crypto_hash_sha512 = () => {
          throw new Error("broken on purpose");
        };
        const heap = () => library.HEAPU8.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0);
        globalThis.watch = { dirty, heap, dirtyDuringCalls: () => dirtyDuringCalls };
        export default async () => library;
        """;

    [Fact]
    public async Task Nothing_stays_in_libsodiums_memory_after_a_call()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "browser", "lib", "libsodium-sumo.mjs");
        var outcomes = Outcome.Read(
            await chromium.AskAsync(
                "scratch",
                ("lib/libsodium-sumo.mjs", Encoding.UTF8.GetBytes(WatchingLibsodium)),
                ("lib/real.mjs", await File.ReadAllBytesAsync(library, TestContext.Current.CancellationToken))
            )
        );
        Assert.Equal(11, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.True(outcome.Failure is null, $"{outcome.Name}: {outcome.Failure}"));
    }
}
