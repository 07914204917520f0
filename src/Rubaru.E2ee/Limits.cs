namespace Rubaru.E2ee;

internal static class Limits
{
    /// <summary>Both sides must agree on these: they are part of the protocol.</summary>
    internal static class Protocol
    {
        /// <summary>Section 5.6: a longer jump is out of reach. Bounds the hashing that one unauthenticated header can cause.</summary>
        public const int MaxJump = 5000;

        /// <summary>Section 5.6: of one jump only the last keys are stored.</summary>
        public const int StoredPerJump = 1000;

        /// <summary>Section 5.6: per session, the oldest go first. Bounds the state that is written at every message.</summary>
        public const int StoredPerSession = 2000;

        /// <summary>Section 5.6: the server keeps a message 6 h, so a key this old waits for nothing that can still come.</summary>
        public static readonly TimeSpan SkippedKeyLifetime = TimeSpan.FromHours(48);
    }

    /// <summary>Ours: a session record is at most 96 KB of skipped keys and 10 KB of the rest; anything larger is not one.</summary>
    public const int MaxSessionRecord = 256 * 1024;

    /// <summary>Ours: identity keys take 1.5 KB.</summary>
    public const int MaxIdentityRecord = 16 * 1024;
}
