namespace Rubaru.Wire;

/// <summary>First byte of a frame. 0x0_ both sockets, 0x1_, 0x3_ and 0x4_ <c>/v1/mailbox</c>, 0x2_ and 0x4c <c>/v1/deposit</c>.</summary>
public enum FrameKind : byte
{
    Ping = 0x01,
    Pong = 0x02,
    Refused = 0x03,
    Done = 0x04,

    Challenge = 0x10,
    Login = 0x11,
    Register = 0x12,
    LoggedIn = 0x13,
    PutCapability = 0x14,
    DropCapability = 0x15,
    PutPrekeys = 0x16,
    PrekeyCount = 0x17,
    PrekeyCountIs = 0x18,
    Delivery = 0x19,
    Acknowledge = 0x1a,

    Deposit = 0x20,
    Accepted = 0x21,
    DepositRefused = 0x22,
    FetchBundle = 0x23,
    Bundle = 0x24,
    FetchMailboxKey = 0x25,
    MailboxKey = 0x26,
    Presence = 0x27,
    PresenceIs = 0x28,
    Knock = 0x29,
    KnockSent = 0x2a,
    Withdraw = 0x2b,
    WithdrawIs = 0x2c,

    FetchPushKey = 0x30,
    PushKey = 0x31,
    PutSubscription = 0x32,
    DropSubscription = 0x33,
    TestPush = 0x34,
    PushTested = 0x35,
    FetchIceServers = 0x36,
    IceServers = 0x37,
    Knocked = 0x38,
    FetchFileLimit = 0x39,
    FileLimitIs = 0x3a,

    Handover = 0x48,
    CheckBundle = 0x4c,
}
