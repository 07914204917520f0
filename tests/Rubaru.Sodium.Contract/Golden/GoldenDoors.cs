using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>
/// What lets somebody in, as one back end wrote it and another must read it: the slots of a vault, an invite, a login and a
/// handover, the front of a backup (protocol sections 7.2, 10, 11).
/// </summary>
internal sealed record GoldenDoors(GoldenSlots Slots, GoldenInvite Invite, GoldenLogin Login, GoldenBackup Backup);

/// <summary>Each back end reads such a file whole and writes one of its own for the other.</summary>
public static class GoldenDoorRelay
{
    public static byte[] Begin(ISodium sodium)
    {
        var slots = GoldenSlots.Create(sodium);
        var doors = new GoldenDoors(
            slots,
            GoldenInvite.Create(sodium),
            GoldenLogin.Create(sodium),
            GoldenBackup.Create(sodium, slots)
        );
        return JsonSerializer.SerializeToUtf8Bytes(doors, GoldenDoorsJson.Default.GoldenDoors);
    }

    /// <returns>A new file of this back end.</returns>
    /// <exception cref="CheckFailedException">Something in the file does not read as it was written.</exception>
    public static async Task<byte[]> ContinueAsync(ISodium sodium, byte[] json)
    {
        var doors =
            JsonSerializer.Deserialize(json, GoldenDoorsJson.Default.GoldenDoors)
            ?? throw new InvalidDataException("The golden file is empty.");
        doors.Invite.Read(sodium);
        doors.Login.Read(sodium);
        await doors.Backup.ReadAsync(sodium);
        doors.Slots.Read(sodium);
        return Begin(sodium);
    }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(GoldenDoors))]
internal sealed partial class GoldenDoorsJson : JsonSerializerContext;
