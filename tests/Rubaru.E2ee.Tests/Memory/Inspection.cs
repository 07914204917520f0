using System.Runtime;
using System.Runtime.CompilerServices;
using Xunit;

namespace Rubaru.E2ee.Tests.Memory;

/// <summary>Runs something with a witness and then looks for every secret in the memory of the whole process.</summary>
internal static class Inspection
{
    private const int MuchStack = 256 * 1024;
    private const long MuchMemory = 150_000_000;

    /// <param name="work">Returns what is alive at its end; nothing but this keeps its objects.</param>
    /// <returns>Secrets that are still somewhere, and where.</returns>
    public static (T Alive, IReadOnlyList<(MaskedSecret Secret, string Region)> Left) After<T>(
        Func<WitnessSodium, T> work
    )
    {
        // A collection that moves an object leaves a copy behind that no program can wipe. None may happen here, so that
        // what is found was left by the code and not by the collector; if one did, the look does not count.
        for (var attempt = 1; ; attempt++)
        {
            var witness = new WitnessSodium();
            Assert.True(GC.TryStartNoGCRegion(MuchMemory));
            var alive = Deep(work, witness);
            var left = ProcessMemory.Find(witness.Secrets);
            Assert.NotEmpty(witness.Secrets);
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
                return (alive, left);
            }

            Assert.True(attempt < 5, "Every look met a garbage collection.");
        }
    }

    public static void LeavesNothing(Action<WitnessSodium> work)
    {
        var (_, left) = After(witness =>
        {
            work(witness);
            return 0;
        });
        Assert.True(left.Count == 0, Describe(left));
    }

    /// <summary>Nothing is left but what is in one of these, which were alive or public.</summary>
    public static void LeavesOnly(Func<WitnessSodium, Func<byte[][]>> work)
    {
        var (alive, left) = After(work);
        // Written out only now: the copies would be found.
        var known = alive();
        var stray = left.Where(found => !Array.Exists(known, bytes => found.Secret.IsIn(bytes))).ToList();
        Assert.True(stray.Count == 0, Describe(stray));
        Assert.NotEmpty(left);
    }

    private static string Describe(IReadOnlyList<(MaskedSecret Secret, string Region)> found) =>
        string.Join("; ", found.Select(one => $"{one.Secret} in {one.Region}"));

    /// <summary>So far down the stack that the search does not overwrite what the work left there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Deep<T>(Func<WitnessSodium, T> work, WitnessSodium witness)
    {
        Span<byte> unused = stackalloc byte[MuchStack];
        unused[0] = 1;
        return Run(work, witness);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Run<T>(Func<WitnessSodium, T> work, WitnessSodium witness) => work(witness);
}
