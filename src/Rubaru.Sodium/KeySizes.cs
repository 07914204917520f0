namespace Rubaru.Sodium;

/// <summary>Sizes in bytes of the primitives of protocol section 1 (libsodium 1.0.22).</summary>
public static class KeySizes
{
    public const int Hash = 32;
    public const int Hash512 = 64;
    public const int X25519 = 32;
    public const int Ed25519Public = 32;
    public const int Ed25519Secret = 64;
    public const int Ed25519Seed = 32;
    public const int Signature = 64;
    public const int KemPublic = 1216;
    public const int KemSecret = 32;
    public const int KemCiphertext = 1120;
    public const int KemShared = 32;
    public const int KemEncapsulationSeed = 64;
    public const int AeadKey = 32;
    public const int AeadNonce = 12;
    public const int AeadTag = 16;
    public const int MlKemPublic = 1184;
    public const int MlKemSecret = 2400;
    public const int MlKemCiphertext = 1088;
    public const int MlKemShared = 32;
    public const int MlKemSeed = 64;
    public const int PasswordSalt = 16;
    public const int PasswordKey = 32;
}
