using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rubaru.Client.Tests.Storage;

/// <summary>A locked profile as it lies on a disk, with everything that opens it, and a backup of it (protocol section 11).</summary>
/// <param name="Words">The recovery words; they open both.</param>
/// <param name="PasskeyOutput">What the passkey computes for the salt in its slot.</param>
/// <param name="Panic">Opens nothing and erases everything.</param>
internal sealed record VaultGolden(
    string Passphrase,
    string Words,
    byte[] PasskeyOutput,
    string Panic,
    string BackupPassphrase,
    byte[] Backup,
    IReadOnlyList<VaultGolden.Row> Rows
)
{
    internal sealed record Row(int Table, byte[] Key, byte[] Value);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, VaultGoldenJson.Default.VaultGolden);

    public static VaultGolden Read(byte[] json) =>
        JsonSerializer.Deserialize(json, VaultGoldenJson.Default.VaultGolden)
        ?? throw new InvalidDataException("The golden file is empty.");
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(VaultGolden))]
internal sealed partial class VaultGoldenJson : JsonSerializerContext;
