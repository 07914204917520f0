using Rubaru.Sodium.Contract.Checks;

namespace Rubaru.Sodium.Contract;

/// <summary>The contract of <see cref="ISodium"/>: the RFCs' own numbers and what callers rely on beyond them.</summary>
public static class SodiumContract
{
    public static IReadOnlyList<Check> All { get; } =
    [
        .. RandomChecks.All,
        .. HashChecks.All,
        .. HkdfChecks.All,
        .. X25519Checks.All,
        .. Ed25519Checks.All,
        .. AeadChecks.All,
        .. XWingChecks.All,
        .. MlKemChecks.All,
        .. PasswordHashChecks.All,
        .. EmptyInputChecks.All,
        .. SizeChecks.All,
    ];
}
