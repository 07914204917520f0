using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Tests.Files;

/// <summary>A town whose server keeps small files, and the parcels that go there.</summary>
internal static class ParcelTown
{
    public const long Limit = 5L * 1024 * 1024;

    /// <summary>Nobody has a link, so files wait.</summary>
    public static Task<Town> FoundAsync(bool peers = false, long limit = Limit) =>
        Town.FoundAsync(peers, options => options with { FileLimit = limit });

    /// <summary>Deposits that a whole parcel fills; texts of these tests never do.</summary>
    public static int Parcels(this Town town) =>
        town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Envelope.Length == Wire.Limits.LargestEnvelope);

    public static FilePlace PlaceOfFile(this Person person) => person.WaitingFile().Place;

    public static FileWaiting WaitingFile(this Person person) => person.Only.WaitingOf(person.LastFile()!);

    public static byte[] Of(int chunks) => FileTown.Bytes(chunks * FileCipher.ChunkSize);

    /// <summary>As a program would that keeps to the ratchet and to nothing else.</summary>
    public static Task PostAsync(this Person from, FileParcel parcel) =>
        from.Client.Engine.Thread.RunAsync(async () =>
        {
            var engine = from.Client.Engine;
            using (await engine.Lock.EnterAsync())
            {
                var step = new Step(engine, from.Only);
                step.Send(ContentType.FileParcel, parcel.ToBytes());
                await step.CommitAsync();
            }
            from.Only.Courier.Wake();
        });
}
