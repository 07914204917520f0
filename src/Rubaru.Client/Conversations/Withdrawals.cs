using Rubaru.Client.Storage;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Carries out the withdrawals of one conversation as soon as the server is there (protocol section 7.2), and tells the
/// bubble what came of them. Key of a record: contact(16) || 3 || opaque name of the deposit.
/// </summary>
internal sealed class Withdrawals : IDisposable
{
    private readonly Engine _engine;
    private readonly Conversation _conversation;
    private readonly List<Withdrawal> _due = [];
    private readonly ITimer _timer;
    private bool _running;
    private bool _again;

    public Withdrawals(Engine engine, Conversation conversation)
    {
        _engine = engine;
        _conversation = conversation;
        _timer = engine.Time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Copies of which the server has not answered yet that they are gone.</summary>
    public int Count => _due.Count(withdrawal => withdrawal.TooLate is null);

    public async Task LoadAsync()
    {
        foreach (var (_, map) in await _engine.Records.ReadPrefixAsync(Table.Outbox, [.. _conversation.Key, 3]))
            _due.Add(Withdrawal.Read(map));
    }

    /// <summary>Part of the transaction that takes the row out of the outbox.</summary>
    public void Add(Transaction transaction, Withdrawal withdrawal)
    {
        transaction.Put(Table.Outbox, Key(withdrawal), withdrawal.ToBytes());
        transaction.After(() =>
        {
            _due.RemoveAll(known => known.Copy.Deposit == withdrawal.Copy.Deposit);
            _due.Add(withdrawal);
            Wake();
        });
    }

    /// <summary>The server is there, a deposit was answered, or time passed.</summary>
    public void Wake()
    {
        _again = true;
        if (!_running && _due.Count > 0 && !_conversation.IsDeleted)
            _engine.Spawn(RunAsync);
    }

    public void Dispose() => _timer.Dispose();

    private async Task RunAsync()
    {
        _running = true;
        try
        {
            while (_again)
            {
                _again = false;
                foreach (var withdrawal in _due.ToArray())
                    await CarryOutAsync(withdrawal);
            }
        }
        finally
        {
            _running = false;
            if (_due.Count > 0 && !_conversation.IsDeleted)
                _timer.Change(Limits.WithdrawRetry, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task CarryOutAsync(Withdrawal withdrawal)
    {
        if (withdrawal.TooLate is { } since)
        {
            if (_engine.Time.GetUtcNow() - since >= Limits.ReceiptPatience)
                await EndAsync(withdrawal, MessageEventKind.NeverConfirmed);
            return;
        }
        if (withdrawal.Copy.Until + Limits.ClockSlack <= _engine.ServerNow)
        {
            await EndAsync(withdrawal, Withdrawal.Done(withdrawal.OnLink));
            return;
        }
        // A deposit that is not answered yet may reach the server after the withdrawal.
        if (
            _conversation.Courier.IsDepositing(withdrawal.Copy.Deposit)
            || _conversation.Files.Post.IsUnderWay(withdrawal.Copy.Deposit)
            || !_engine.Deposits.IsReady
        )
            return;
        switch (await _engine.Deposits.WithdrawAsync(withdrawal.Copy.Deposit, withdrawal.Copy.Secret))
        {
            // A part of a file has no bubble of its own, and no receipt that could follow.
            case WithdrawOutcome.Delivered when withdrawal.MessageId != default:
                await TooLateAsync(withdrawal);
                break;
            case WithdrawOutcome.Withdrawn or WithdrawOutcome.Unknown or WithdrawOutcome.Delivered:
                await EndAsync(withdrawal, Withdrawal.Done(withdrawal.OnLink));
                break;
            default:
                // No answer: asked again after the pause, or when the server is back.
                break;
        }
    }

    private async Task TooLateAsync(Withdrawal withdrawal)
    {
        using var held = await _engine.Lock.EnterAsync();
        if (_conversation.IsDeleted)
            return;
        var step = new Step(_engine, _conversation);
        Add(step.Transaction, withdrawal with { TooLate = _engine.Time.GetUtcNow() });
        await FireAsync(step, withdrawal, MessageEventKind.WithdrawalTooLate);
        await step.CommitAsync();
    }

    /// <summary>Nothing more is to be done for this copy; for the bubble its last copy counts.</summary>
    private async Task EndAsync(Withdrawal withdrawal, MessageEvent outcome)
    {
        using var held = await _engine.Lock.EnterAsync();
        if (_conversation.IsDeleted)
            return;
        var step = new Step(_engine, _conversation);
        step.Transaction.Delete(Table.Outbox, Key(withdrawal));
        step.After(() => _due.RemoveAll(known => known.Copy.Deposit == withdrawal.Copy.Deposit));
        if (!_due.Any(other => other != withdrawal && other.MessageId == withdrawal.MessageId))
            await FireAsync(step, withdrawal, outcome);
        await step.CommitAsync();
    }

    /// <summary>Unless the message was sent again since: then this copy says nothing about it.</summary>
    private async Task FireAsync(Step step, Withdrawal withdrawal, MessageEvent happened)
    {
        if (
            await step.PlaceAsync(withdrawal.MessageId) is { } order
            && await step.BubbleAsync(order) is { Message: { IsWithdrawing: true } or { State: MessageState.NotSent } }
        )
            await step.FireAsync(order, happened);
    }

    private byte[] Key(Withdrawal withdrawal) =>
        [
            .. _conversation.Key,
            3,
            .. _engine.Records.Name("withdrawal"u8, [.. _conversation.Key, .. withdrawal.Copy.Deposit.ToBytes()]),
        ];
}
