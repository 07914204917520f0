using Rubaru.Client.Transport;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

/// <summary>One end of a <see cref="LinkPair"/>: passes signals on like the engine does and records what came.</summary>
internal sealed class LinkPerson(LinkPair pair, string name) : ILinkOwner
{
    internal PeerLink Link { get; set; } = null!;
    internal MemoryPeers Peers { get; set; } = null!;
    internal LinkPerson Other { get; set; } = null!;
    internal List<Signal> Sent { get; } = [];
    internal List<byte[]> Messages { get; } = [];
    internal List<UInt128> Acknowledged { get; } = [];
    internal List<bool> Typing { get; } = [];
    internal int IdentityFailures { get; private set; }
    internal int Changes { get; private set; }
    internal int Quiets { get; private set; }

    /// <summary>Decides about one signal: passed on, or lost on the way.</summary>
    internal Func<Signal, bool> Passes { get; set; } = _ => true;

    /// <summary>What the peer gets instead.</summary>
    internal Func<Signal, Signal> Rewrites { get; set; } = signal => signal;

    internal Func<TimeSpan> Latency { get; set; } = () => TimeSpan.FromMilliseconds(30);

    /// <summary>The engine stores signals and sends again what was not acknowledged.</summary>
    internal TimeSpan? Resend { get; set; }

    /// <summary>Holds up the engine: messages are taken when it opens.</summary>
    internal TaskCompletionSource? Gate { get; set; }

    public Task SendSignalAsync(Signal signal)
    {
        Sent.Add(signal);
        Pass(signal);
        return Task.CompletedTask;
    }

    public Task MessageReceivedAsync(byte[] ratchetMessage)
    {
        Messages.Add(ratchetMessage);
        return Gate?.Task ?? Task.CompletedTask;
    }

    public Task AcknowledgedAsync(IReadOnlyList<UInt128> messageIds)
    {
        Acknowledged.AddRange(messageIds);
        return Task.CompletedTask;
    }

    public void TypingReceived(bool typing) => Typing.Add(typing);

    public void LinkChanged() => Changes++;

    public void LinkQuiet() => Quiets++;

    public void IdentityCheckFailed() => IdentityFailures++;

    public override string ToString() => name;

    private void Pass(Signal signal)
    {
        if (Passes(signal))
        {
            pair.Line.After(Latency(), () => Other.Link.ReceiveSignalAsync(Rewrites(signal)));
        }
        else if (Resend is { } pause)
        {
            pair.Line.After(pause, () => Pass(signal));
        }
    }
}
