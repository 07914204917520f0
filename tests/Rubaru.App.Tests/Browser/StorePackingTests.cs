using CsCheck;
using Rubaru.App.Browser;
using Rubaru.Client.Storage;

namespace Rubaru.App.Tests.Browser;

public sealed class StorePackingTests
{
    [Fact]
    public void Golden_bytes_of_changes()
    {
        var packed = StorePacking.PackChanges([
            new Change(Table.Messages, [0xAA, 0xBB], [1, 2, 3]),
            new Change(Table.Outbox, [], null),
            new Change(Table.Vault, [5], []),
        ]);

        Assert.Equal(
            "06"
                + "02000000AABB"
                + "03000000010203"
                + "07"
                + "00000000"
                + "FFFFFFFF"
                + "01"
                + "0100000005"
                + "00000000",
            Convert.ToHexString(packed)
        );
    }

    [Fact]
    public void Records_come_back_as_they_were() =>
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 400])
            .Array[0, 20]
            .Sample(records =>
            {
                // What store-packing.js makes of records is what PackChanges writes, without the table byte.
                var packed = records.SelectMany(r =>
                    StorePacking.PackChanges([new Change(Table.Seen, r.Item1, r.Item2)]).Skip(1)
                );
                var unpacked = StorePacking.UnpackRecords([.. packed]);
                return unpacked.Count == records.Length
                    && unpacked
                        .Zip(records)
                        .All(p =>
                            p.First.Key.SequenceEqual(p.Second.Item1) && p.First.Value.SequenceEqual(p.Second.Item2)
                        );
            });
}
