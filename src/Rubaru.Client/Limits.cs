namespace Rubaru.Client;

/// <summary>Sizes, counts and times of the engine, each with its reason. The first group is the protocol's, the second ours.</summary>
internal static class Limits
{
    /// <summary>Display names in links and contact updates (protocol sections 5.7 and 10).</summary>
    public const int NameBytes = 64;

    /// <summary>One-time prekeys kept on the server, and when to refill (section 2.1).</summary>
    public const int OneTimePrekeys = 50;
    public const int OneTimePrekeysLow = 20;

    /// <summary>
    /// Signed, last-resort and mailbox key are new every week, all on one day; then the old ones are kept for who has them
    /// already, and one-time keys two days longer than the server keeps them (sections 2.1, 7.1).
    /// </summary>
    public static readonly TimeSpan PrekeyRotation = TimeSpan.FromDays(7);
    public static readonly TimeSpan PrekeyKept = TimeSpan.FromDays(14);
    public static readonly TimeSpan MailboxKeyKept = TimeSpan.FromHours(48);
    public static readonly TimeSpan OneTimeKept = TimeSpan.FromDays(30);

    /// <summary>More than ids grow by chance at once: so far a device jumps that may be an old image of itself.</summary>
    public const uint PrekeyIdsSkipped = 100_000;

    /// <summary>My own bundle is looked at once a day (section 10).</summary>
    public static readonly TimeSpan SelfCheckPause = TimeSpan.FromDays(1);

    /// <summary>R6: sessions that are not the current one, after their last receipt; and those that nobody answered.</summary>
    public static readonly TimeSpan UnusedSession = TimeSpan.FromHours(24);
    public static readonly TimeSpan UnansweredSession = TimeSpan.FromDays(7);

    /// <summary>A slot of an invite takes this many deposits and bundle fetches (section 10.1).</summary>
    public const int InviteDeposits = 20;
    public const int InviteBundles = 5;
    public static readonly TimeSpan InviteLifetime = TimeSpan.FromHours(24);

    /// <summary>A reusable address ends by itself when so many people came by it: it has gone further than friends of friends.</summary>
    public const int AddressPeople = 20;

    /// <summary>The longest life of a reusable address, and how long a declined request stays declined.</summary>
    public static readonly TimeSpan AddressLifetimeMost = TimeSpan.FromDays(30);

    /// <summary>Stored bytes are re-sent for this long, then the content is encrypted again (section 5.5).</summary>
    public static readonly TimeSpan ResendStoredBytes = TimeSpan.FromHours(24);

    /// <summary>A verified mailbox key older than this is fetched again before a deposit (section 7.1).</summary>
    public static readonly TimeSpan MailboxKeyAge = TimeSpan.FromHours(24);

    /// <summary>More unacknowledged messages would outrun the skip limits of the receiver (section 8).</summary>
    public const int UnacknowledgedMessages = 4000;
    public const int UnacknowledgedSignals = 256;

    /// <summary>
    /// Signals without any word of the peer, however often the server calls it present: with the messages above they stay
    /// within the 5,000 that the receiver can skip.
    /// </summary>
    public const int UnheardSignals = 512;

    /// <summary>A turn is taken by a null message after this many received messages or this long (section 5.5).</summary>
    public const int MessagesWithoutTurn = 50;
    public static readonly TimeSpan TimeWithoutTurn = TimeSpan.FromMinutes(10);

    /// <summary>SESSION_LOST to one contact (section 6, R4).</summary>
    public static readonly TimeSpan SessionLostPause = TimeSpan.FromMinutes(10);
    public const int SessionLostPerDay = 10;
    public const int FailuresBeforeSessionLost = 3;

    /// <summary>
    /// Unusable envelopes in one contact's name that are remembered and may ask for a new session (section 5.6); the second
    /// is ours: a row of 21 bytes each until the mailbox key is wiped, so half a megabyte a contact at the most.
    /// </summary>
    public const int RejectsPerMinute = 20;
    public const int RejectsPerDay = 500;
    public const int SessionsPerContact = 4;

    /// <summary>Faulty deliveries by one capability in a minute, then it is throttled (section 5.6).</summary>
    public const int FaultsPerMinute = 20;

    // ---- ours ----

    /// <summary>Requests that wait for the person; a stranger beyond them is dropped and may come again later.</summary>
    public const int Requests = 50;

    /// <summary>
    /// Texts of a request that are kept and shown, and texts that an opener may write before the first reply: with their
    /// contact update and three deposits of each they fit the quota of a link for a day.
    /// </summary>
    public const int RequestMessages = 5;

    /// <summary>Capabilities of one contact are replaced on suspicion at most this often: each time costs it a contact update.</summary>
    public static readonly TimeSpan ReplacePause = TimeSpan.FromHours(24);

    /// <summary>Slots whose faults are counted at once: one for every contact that floods, with room.</summary>
    public const int SuspectedSlots = 256;

    /// <summary>People that are blocked or were declined; the oldest declined one makes room.</summary>
    public const int Blocks = 1000;

    /// <summary>Invite links looked at in one message, and senders remembered for one link: a warning needs no more.</summary>
    public const int LinksNotedPerMessage = 8;
    public const int SendersNotedPerLink = 8;

    /// <summary>
    /// A text may be changed, and its deletion on both devices asked for, this long after it was sent: enough for a slip,
    /// too short to rewrite what was agreed (reading 68). Both by the times that its sender states.
    /// </summary>
    public static readonly TimeSpan EditWithin = TimeSpan.FromHours(24);
    public static readonly TimeSpan DeleteWithin = TimeSpan.FromHours(48);

    /// <summary>Earlier texts kept of one message, and their bytes: a record must fit a backup.</summary>
    public const int Versions = 20;
    public const int VersionBytes = 128 * 1024;

    /// <summary>Of a quoted text this much is shown.</summary>
    public const int QuoteCharacters = 200;

    /// <summary>Edits, reactions and deletions that overtook their message; the oldest makes room.</summary>
    public const int EarlyAmendments = 64;

    /// <summary>Disappearing messages removed in one transaction.</summary>
    public const int VanishedAtOnce = 200;

    /// <summary>How long a message that was deleted here can be brought back: the time of a toast, with room.</summary>
    public static readonly TimeSpan UndoDeletion = TimeSpan.FromSeconds(10);

    /// <summary>Messages read from the store at a time: two to three screens.</summary>
    public const int Page = 60;

    /// <summary>An offer and its candidates, sent a few times: more than that before the first contact is complete is noise.</summary>
    public const int EarlySignals = 16;

    /// <summary>How long a message waits for a dial before it is deposited: who is not reached by then is away.</summary>
    public static readonly TimeSpan DialWait = TimeSpan.FromSeconds(3);

    /// <summary>The same after a link was lost: 2.5 s of silence went before, and a fresh connection takes 0.2 to 0.7 s.</summary>
    public static readonly TimeSpan RedialWait = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A fresh link that acknowledges nothing for this long has a receiver that cannot commit; the server may hold the
    /// messages instead. Long, because a slow device may need seconds for a burst.
    /// </summary>
    public static readonly TimeSpan LinkAcknowledgement = TimeSpan.FromSeconds(10);

    /// <summary>
    /// In strict mode: a link that acknowledges nothing for this long leaves a message unconfirmed, and the person decides.
    /// Shorter than the above, because nothing else is tried meanwhile.
    /// </summary>
    public static readonly TimeSpan StrictAcknowledgement = TimeSpan.FromSeconds(5);

    /// <summary>After strict mode was turned off: so long the other device may need to have its server take deposits again.</summary>
    public static readonly TimeSpan StrictRelaxed = TimeSpan.FromMinutes(1);

    /// <summary>Between knocks to one contact, and between knocks of one contact that are shown (section 7.2).</summary>
    public static readonly TimeSpan KnockPause = TimeSpan.FromMinutes(1);

    /// <summary>Who comes later than this after a knock does not come because of it.</summary>
    public static readonly TimeSpan KnockAnswer = TimeSpan.FromMinutes(10);

    /// <summary>A chat keeps its link this long after its last use.</summary>
    public static readonly TimeSpan LinkKept = TimeSpan.FromMinutes(2);

    /// <summary>Peer connections at once; browsers slow down with more.</summary>
    public const int Links = 8;

    /// <summary>Deposits under way per contact: enough to fill a round trip, few enough to stop quickly.</summary>
    public const int DepositsAtOnce = 16;

    /// <summary>
    /// Deposits of one message that the server may hold at once: a new one is made while the last may live only when a
    /// session ends or a receipt stays away, which is rare.
    /// </summary>
    public const int ServerCopies = 8;

    /// <summary>
    /// Receipts at the server that strict mode could still withdraw, per contact. They are gathered, and end with the six
    /// hours of a row; the oldest makes room.
    /// </summary>
    public const int StoredReceipts = 64;

    /// <summary>
    /// The server said "on the receiver's device" and no receipt came: asked again, by a new deposit, after this long,
    /// then after twice that, …. The receipt takes milliseconds; a device that closed in between sends it when it is back.
    /// </summary>
    public static readonly TimeSpan ReceiptPatience = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan ReceiptPatienceMost = TimeSpan.FromMinutes(30);

    /// <summary>A withdrawal that was not answered is asked for again after this, and as soon as the server is back.</summary>
    public static readonly TimeSpan WithdrawRetry = TimeSpan.FromSeconds(2);

    /// <summary>A copy of which the server told another expiry than its longest: somebody's clock was set.</summary>
    public static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The server's clock is believed this far from ours: a device's may be a day off, a server's beyond that would move the
    /// end of every invite as it likes.
    /// </summary>
    public static readonly TimeSpan ClockTrust = TimeSpan.FromHours(25);

    /// <summary>"Is typing" is told at most this often, and believed for twice as long.</summary>
    public static readonly TimeSpan TypingPause = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan TypingShown = TimeSpan.FromSeconds(6);

    /// <summary>Entries in one receipts content: a receipt of this many ids still fits the 16 KiB bucket.</summary>
    public const int ReceiptEntries = 512;

    /// <summary>Receipts are gathered this long, so that a drained backlog costs a few messages, not hundreds.</summary>
    public static readonly TimeSpan ReceiptDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>A socket that lived this long ends the growing pauses between tries.</summary>
    public static readonly TimeSpan SocketProven = TimeSpan.FromSeconds(5);

    /// <summary>A socket that answers no ping for this long is replaced.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    /// <summary>Pings while somebody looks or something waits, and otherwise (keeps NAT bindings, finds dead sockets).</summary>
    public static readonly TimeSpan ActivePing = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan IdlePing = TimeSpan.FromSeconds(25);
    public static readonly TimeSpan ActiveAfterWake = TimeSpan.FromMinutes(2);

    /// <summary>Waiting between tries; doubled each time, with jitter so that a restarted server is not stormed.</summary>
    public static readonly TimeSpan RetryFirst = TimeSpan.FromSeconds(0.5);
    public static readonly TimeSpan RetryMost = TimeSpan.FromSeconds(30);

    /// <summary>Who looks at a chat is not kept waiting for half a minute after the network is back.</summary>
    public static readonly TimeSpan RetryMostActive = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between tries to get the bundle of a contact when the server refuses it.</summary>
    public static readonly TimeSpan RetryBundleMost = TimeSpan.FromMinutes(5);

    /// <summary>A request to the server that is not answered by then counts as failed and may be repeated.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A connection attempt; browsers themselves may hang for minutes.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// While somebody looks, an attempt of a device that is known to connect quickly is given up sooner: one that began in a
    /// dead network repeats its first packet only after 1, 3 and 7 s, so a fresh one finds the healed network earlier. Never
    /// less than four times what connecting took; should the network be slow now, every fourth attempt has twice the time
    /// and every twelfth the whole.
    /// </summary>
    public static readonly TimeSpan QuickConnect = TimeSpan.FromSeconds(2);
    public const int QuickConnectFactor = 4;
    public const int LongerEvery = 4;
    public const int PatientEvery = 12;

    /// <summary>
    /// A socket is suspected, because the link is quiet or the network changed: it has this long to answer, or eight times
    /// what it took last time, and at most <see cref="Silence"/>.
    /// </summary>
    public static readonly TimeSpan SilenceOfSuspect = TimeSpan.FromSeconds(0.6);
    public const int SuspectFactor = 8;

    /// <summary>
    /// The first repetition of a signal; each next one waits longer by as much. Six tries fit the 6 s a dial may take, so
    /// that a fifth of them may be lost.
    /// </summary>
    public static readonly TimeSpan SignalRetry = TimeSpan.FromSeconds(0.3);
    public const int SignalTries = 8;

    /// <summary>Presence watches at once; the server bounds them per socket.</summary>
    public const int PresenceWatches = 32;

    /// <summary>Request numbers of watches; a server keeps at most 1,000 for a socket.</summary>
    public const uint WatchNumbers = 500;

    /// <summary>Capabilities that the server refuses for want of room, before the next round: one answer each.</summary>
    public const int RefusedCapabilities = 8;

    /// <summary>A watch that comes before its capability is asked for again after this long, then after twice that long, ….</summary>
    public static readonly TimeSpan WatchRetry = TimeSpan.FromMilliseconds(150);
    public const int WatchTries = 12;

    /// <summary>A mailbox that delivered nothing for this long after the login has nothing more waiting.</summary>
    public static readonly TimeSpan MailboxDrained = TimeSpan.FromSeconds(3);

    /// <summary>Before a secret goes for good there is no hurry: a slow network may have one more delivery under way.</summary>
    public static readonly TimeSpan DrainedBeforeWipe = TimeSpan.FromMinutes(1);

    /// <summary>How often the server is asked how many one-time keys are left; also whenever one was used.</summary>
    public static readonly TimeSpan PrekeyCountPause = TimeSpan.FromHours(1);

    /// <summary>
    /// One-time secrets kept at most, ten shelves: a server that takes none of what it is offered must not fill the store.
    /// </summary>
    public const int OneTimeSecrets = 500;

    /// <summary>What the server did not confirm is said again after this, then after twice that, ….</summary>
    public static readonly TimeSpan SyncRetry = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the first links wait for the list of STUN and TURN servers: it comes within a round trip of the login.
    /// </summary>
    public static readonly TimeSpan IceServersWait = TimeSpan.FromSeconds(1);

    /// <summary>Not asked for again at every login within this; the server gives out twenty in ten minutes.</summary>
    public static readonly TimeSpan IceServersFresh = TimeSpan.FromMinutes(1);

    /// <summary>A list that was not answered is asked for again after this, then after twice this, …: without it only one LAN connects.</summary>
    public static readonly TimeSpan IceServersRetry = TimeSpan.FromSeconds(1);

    /// <summary>Bounds on what the server says about the life of its TURN credentials.</summary>
    public static readonly TimeSpan IceServersLeast = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan IceServersMost = TimeSpan.FromHours(24);

    /// <summary>Slow upkeep: expired invites, overdue turns, expired server copies.</summary>
    public static readonly TimeSpan Upkeep = TimeSpan.FromMinutes(1);

    /// <summary>What the engine asks the server to keep at most; the server may say less.</summary>
    public static readonly TimeSpan MostRetention = TimeSpan.FromHours(6);

    /// <summary>The browser's push service; on a phone that just woke up it takes a few seconds.</summary>
    public static readonly TimeSpan PushAnswer = TimeSpan.FromSeconds(15);

    /// <summary>A person reads the browser's question; one that is left open counts as not answered.</summary>
    public static readonly TimeSpan PermissionAnswer = TimeSpan.FromMinutes(2);

    /// <summary>From the push service's answer to the notification on this device.</summary>
    public static readonly TimeSpan TestArrival = TimeSpan.FromSeconds(30);

    /// <summary>What a slot may say that Argon2id costs; a file that says more would freeze or starve this device.</summary>
    public const uint MostPasses = 16;
    public const uint LeastPassphraseMemoryKiB = 8 * 1024;
    public const uint MostPassphraseMemoryKiB = 1024 * 1024;

    /// <summary>WebAuthn allows credential ids up to this.</summary>
    public const int MostCredentialId = 1023;

    /// <summary>Wrong passphrases: three slips are free, then the wait doubles. A person waits, a guesser gives up.</summary>
    public const uint FreeAttempts = 3;
    public static readonly TimeSpan FirstAttemptWait = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan LongestAttemptWait = TimeSpan.FromMinutes(15);

    /// <summary>How long the settings of the lock stay open after the passphrase was entered for them.</summary>
    public static readonly TimeSpan Confirmed = TimeSpan.FromMinutes(5);

    /// <summary>Less than this many characters is refused: Argon2id makes no passphrase out of four digits.</summary>
    public const int LeastPassphrase = 8;

    /// <summary>Longer ones are a paste accident; Argon2id itself would take them.</summary>
    public const int MostPassphrase = 1024;

    /// <summary>Records of a backup in memory at a time, and in one transaction when it is restored.</summary>
    public const int BackupPage = 200;

    /// <summary>Records that are sealed anew in one transaction, with the writer's lock held: some milliseconds.</summary>
    public const int ResealPage = 100;

    /// <summary>A passphrase and recovery words, with room; a slot with the longest params takes below 2 KiB.</summary>
    public const int BackupSlots = 8;
    public const int BackupSlotBytes = 4096;

    /// <summary>The largest record is a text of 32,000 bytes with what stands beside it.</summary>
    public const int BackupRecordBytes = 256 * 1024;

    /// <summary>After logging in with a restored profile: nothing more of what waited for the device of before.</summary>
    public static readonly TimeSpan HandoverDrained = TimeSpan.FromSeconds(1);

    /// <summary>The capability of a self-test ends by itself after this, should the app not come to its end.</summary>
    public static readonly TimeSpan SelfTestLife = TimeSpan.FromMinutes(10);

    /// <summary>The server's clock is told in whole seconds, and some pass while the probe is under way.</summary>
    public static readonly TimeSpan SelfTestSlack = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The doctor waits this long for the other device: its look takes five seconds, the way there and back the rest. A
    /// contact is answered this often at most, because each look asks every STUN and TURN server.
    /// </summary>
    public static readonly TimeSpan DoctorPatience = TimeSpan.FromSeconds(12);
    public static readonly TimeSpan DoctorPause = TimeSpan.FromSeconds(30);

    /// <summary>Drafts longer than any message are cut, so that a paste accident does not fill the store.</summary>
    public const int DraftCharacters = 100_000;
}
