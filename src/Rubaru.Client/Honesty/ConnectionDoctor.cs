using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Wire;

namespace Rubaru.Client.Honesty;

/// <summary>
/// The connection doctor of one chat: looks at this network, asks the other device inside the ratchet what it finds in its
/// own, and says in one sentence what keeps the two apart (decision 26).
/// </summary>
public sealed class ConnectionDoctor
{
    private readonly Engine _engine;
    private readonly Conversation _conversation;
    private TaskCompletionSource<NetworkReport>? _awaited;
    private UInt128 _run;
    private DateTimeOffset? _answered;
    private bool _answering;

    internal ConnectionDoctor(Engine engine, Conversation conversation)
    {
        _engine = engine;
        _conversation = conversation;
    }

    public bool IsRunning { get; private set; }

    /// <summary>The result of the last run.</summary>
    public Diagnosis? Last { get; private set; }

    /// <summary>Returns when it is over, after some seconds; a second call meanwhile does nothing.</summary>
    public Task RunAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            if (IsRunning || _conversation.IsDeleted)
                return;
            IsRunning = true;
            _conversation.RaiseChanged();
            try
            {
                var asking = AskAsync();
                var own = await LookAsync();
                var (answer, peer) = await asking;
                var reached = _engine.Mailbox?.IsReady == true;
                Last = Diagnosis.Of(
                    own,
                    peer,
                    answer,
                    _conversation.LinkPathNow,
                    reached,
                    _conversation.EffectiveMode.IsStrict
                );
            }
            finally
            {
                IsRunning = false;
                _conversation.RaiseChanged();
            }
        });

    /// <summary>A question of the contact is answered without asking the person: it tells less than any offer does.</summary>
    internal void Received(DiagnosisBody body)
    {
        if (body.Report is { } report)
        {
            if (body.Run == _run)
                _awaited?.TrySetResult(report);
        }
        else if (MayAnswer)
            _engine.Spawn(() => AnswerAsync(body.Run));
    }

    private bool MayAnswer =>
        !_answering
        && !_conversation.IsSilent
        && (_answered is not { } last || _engine.Time.GetUtcNow() - last >= Limits.DoctorPause);

    private async Task<(PeerAnswer Answer, NetworkReport? Report)> AskAsync()
    {
        _run = _engine.RandomNumber();
        var awaited = new TaskCompletionSource<NetworkReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited = awaited;
        try
        {
            var sent = await _conversation.Signals.SendOnceAsync(
                ContentType.Diagnosis,
                new DiagnosisBody(_run, null).ToBytes()
            );
            if (sent is not DepositOutcome.Routed)
                return (sent == DepositOutcome.NotConnected ? PeerAnswer.Away : PeerAnswer.NotAsked, null);
            await Task.WhenAny(awaited.Task, Task.Delay(Limits.DoctorPatience, _engine.Time, _engine.Stopping));
            return awaited.Task.IsCompletedSuccessfully
                ? (PeerAnswer.Answered, await awaited.Task)
                : (PeerAnswer.Silent, null);
        }
        finally
        {
            _awaited = null;
        }
    }

    private async Task AnswerAsync(UInt128 run)
    {
        _answering = true;
        try
        {
            var report = await LookAsync();
            _answered = _engine.Time.GetUtcNow();
            await _conversation.Signals.SendOnceAsync(ContentType.Diagnosis, new DiagnosisBody(run, report).ToBytes());
        }
        finally
        {
            _answering = false;
        }
    }

    private Task<NetworkReport> LookAsync() =>
        NetworkProbe.RunAsync(_engine.Platform.Peers, _engine.IceServers.Current ?? [], _conversation.LinkPolicy);
}
