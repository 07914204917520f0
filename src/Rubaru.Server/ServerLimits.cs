namespace Rubaru.Server;

/// <summary>Every bound of the server with its reason; those of the wire stand in <see cref="Wire.Limits"/>.</summary>
internal static class ServerLimits
{
    /// <summary>One drained page and what a phone acknowledges in a second; more would sit in memory for a slow receiver.</summary>
    public const int WindowDeliveries = 128;

    /// <summary>Half of <see cref="QueuedBytes"/>, so that a drain alone never disconnects anybody.</summary>
    public const int WindowBytes = 512 * 1024;

    /// <summary>Deposits in memory that no receiver has acknowledged yet, all together; what is beyond is stored at once.</summary>
    public const long HeldBytes = 64L * 1024 * 1024;

    /// <summary>Remembered ends of deposits, about 200 bytes each.</summary>
    public const int RecentDeposits = 50_000;

    /// <summary>Login keys of before that are remembered of one mailbox; each is a signature check of a wrong login.</summary>
    public const int ReplacedLogins = 8;

    /// <summary>Capabilities whose last knock is remembered, about 100 bytes each.</summary>
    public const int RememberedKnocks = 100_000;

    /// <summary>Credentials for a relay: one is asked for when a device connects and before the last ends.</summary>
    public const int TurnCredentialsPerSpan = 20;

    /// <summary>Who has had all of them is told to ask again after half of this.</summary>
    public static readonly TimeSpan TurnCredentialsPause = TimeSpan.FromMinutes(1);
    public const int RememberedTurnUsers = 100_000;

    /// <summary>What may wait in memory for one slow receiver before it is disconnected.</summary>
    public const int QueuedBytes = 1024 * 1024;

    /// <summary>Requests of one connection that wait for the database; then its socket is not read.</summary>
    public const int OperationsInFlight = 256;

    /// <summary>Requests of all connections that wait for the database: at most 256 MiB of the largest envelopes.</summary>
    public const int OperationsQueued = 2048;

    /// <summary>Operations that share one flush: a flush costs about as much as a hundred inserts.</summary>
    public const int OperationsPerCommit = 512;

    /// <summary>Frames a second and at once on one connection: far above a person, room for an outbox after an outage.</summary>
    public const int FramesPerSecond = 100;
    public const int FramesAtOnce = 2_000;

    /// <summary>Refused frames before a connection that does not slow down is closed.</summary>
    public const int RefusedFramesAtOnce = 1_000;

    /// <summary>Sockets of one address: an office behind one router, two sockets a person.</summary>
    public const int ConnectionsPerAddress = 1_000;
    public const int ConnectsPerSecond = 50;
    public const int ConnectsAtOnce = 500;

    /// <summary>New mailboxes of one address: a class of pupils at once, no farm.</summary>
    public const int RegistrationsPerHour = 100;

    /// <summary>HTTP requests of one address; a cold start of the app takes about a hundred.</summary>
    public const int RequestsPerSecond = 200;
    public const int RequestsAtOnce = 4_000;

    /// <summary>Presence watches of one socket: one a contact, with room.</summary>
    public const int WatchesPerConnection = 1_000;

    /// <summary>Two a contact and one an open invite.</summary>
    public const int OpenCapabilitiesPerMailbox = 1_000;

    /// <summary>With the ended ones that are kept so that refusals stay true.</summary>
    public const int CapabilitiesPerMailbox = 2_000;

    /// <summary>Twice the largest backlog we promise to drain.</summary>
    public const int PendingPerMailbox = 20_000;
    public const long PendingBytesPerMailbox = 256L * 1024 * 1024;

    /// <summary>
    /// Of that, what may wait in envelopes of the largest size, in which pieces of files come: about ten files of 5 MB, so
    /// that files alone never fill a mailbox for texts.
    /// </summary>
    public const double PendingShareOfLargest = 0.25;

    /// <summary>
    /// Of that, what may wait by one capability: a contact that floods, or whoever stole its capability, cannot keep the
    /// others out. Above the 4,000 messages that an honest client has on their way to one contact, repeated once.
    /// </summary>
    public const double PendingShareOfCapability = 0.5;

    /// <summary>Larger files are not taken without a question (protocol section 12), and nobody is asked by a mailbox.</summary>
    public const long LargestFileLimit = 20L * 1024 * 1024;

    /// <summary>
    /// An hour brings at most what fills a mailbox: five times the 4,000 messages that an honest client has on their way to
    /// one contact, so only who floods a receiver that takes everything is ever told to come later.
    /// </summary>
    public const int DepositsPerCapabilityAndHour = PendingPerMailbox;
    public const long DepositedBytesPerCapabilityAndHour = PendingBytesPerMailbox;

    /// <summary>How often what waits by one capability is counted anew, while its mailbox is at least so full.</summary>
    public static readonly TimeSpan ShareCounted = TimeSpan.FromSeconds(10);

    /// <summary>One-time prekeys one capability takes in an hour; beyond it the last-resort key is handed out.</summary>
    public const int OneTimePrekeysPerCapabilityAndHour = 20;

    /// <summary>Cached capabilities, about 300 bytes each; when full the cache starts anew.</summary>
    public const int CachedCapabilities = 200_000;

    /// <summary>Push messages that wait, and as many that wait to be tried again; beyond it wakes are dropped and counted.</summary>
    public const int PushesQueued = 4096;

    /// <summary>Requests to push services at once, and connections to one of them (HTTP/2 needs one).</summary>
    public const int PushWorkers = 16;
    public const int PushConnectionsPerService = 8;

    /// <summary>Mailboxes woken in the last minute, about 300 bytes each.</summary>
    public const int PushWakes = 100_000;

    /// <summary>A wake is tried 5 s, 20 s and 80 s later, or when the push service says; then the next deposit wakes again.</summary>
    public const int PushAttempts = 4;
    public static readonly TimeSpan PushRetry = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan PushRetryMost = TimeSpan.FromMinutes(10);

    /// <summary>Knocks, tests and changes of the subscription of one mailbox: a few at once, then one in ten seconds.</summary>
    public const int PushesAtOnce = 10;
    public static readonly TimeSpan PushReplenish = TimeSpan.FromSeconds(10);

    /// <summary>At most one wake a mailbox in this time (protocol section 7.2).</summary>
    public static readonly TimeSpan PushPause = TimeSpan.FromMinutes(1);

    /// <summary>A knock that arrives later than this says nothing true (protocol section 7.2).</summary>
    public static readonly TimeSpan KnockLife = TimeSpan.FromSeconds(60);

    /// <summary>For one request to a push service; shorter than a client waits for its test.</summary>
    public static readonly TimeSpan PushTime = TimeSpan.FromSeconds(8);
    public static readonly TimeSpan PushConnectionLife = TimeSpan.FromMinutes(5);

    /// <summary>A login is one signature: ten seconds suffice on a bad line and bound idle strangers.</summary>
    public static readonly TimeSpan LoginTime = TimeSpan.FromSeconds(10);

    /// <summary>Without any frame; dead lines are found sooner by the WebSocket's own ping.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(10);

    /// <summary>For the other side to answer a close.</summary>
    public static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    /// <summary>Of a receiver that was sent a deposit; then the deposit is stored.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    /// <summary>Between two knocks by one capability: a knock rings at somebody's phone.</summary>
    public static readonly TimeSpan KnockInterval = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan TurnCredentialsSpan = TimeSpan.FromMinutes(10);

    /// <summary>A relayed call goes on after it, only a new allocation needs new credentials.</summary>
    public static readonly TimeSpan TurnCredentialsLife = TimeSpan.FromHours(1);

    /// <summary>The WebSocket's own ping and the time for its pong.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    /// <summary>Longest sleep of the sweeper: what has expired is gone this soon after.</summary>
    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    /// <summary>The server drops a one-time prekey before its owner wipes the secret at 30 days (protocol section 2.1).</summary>
    public static readonly TimeSpan OneTimePrekeyLife = TimeSpan.FromDays(28);

    /// <summary>A mailbox nobody opens any more; its client registers again with the same keys.</summary>
    public static readonly TimeSpan MailboxLife = TimeSpan.FromDays(90);

    /// <summary>An ended capability of a contact is still answered with the reason for this long.</summary>
    public static readonly TimeSpan EndedCapabilityLife = TimeSpan.FromDays(90);

    /// <summary>An expired invite is still called expired for this long.</summary>
    public static readonly TimeSpan ExpiredCapabilityLife = TimeSpan.FromDays(1);
}
