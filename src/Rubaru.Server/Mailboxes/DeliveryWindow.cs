using Rubaru.Server.Gateway;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>
/// What one logged-in receiver was sent and has not acknowledged. While nothing of it waits in the database, a deposit is
/// pushed first and held (<see cref="HoldingQueue"/>); else it is pushed right after its commit while the window is small;
/// otherwise the receiver is "behind" and pages are read from the database as acknowledgements make room. So deliveries
/// keep the order of each sender and a backlog never sits in memory. Commits and pages come on the writer's thread,
/// deposits to be held on their sender's, acknowledgements on the connection's.
/// </summary>
internal sealed class DeliveryWindow
{
    private readonly Connection connection;
    private readonly DepositDesk desk;
    private readonly long row;
    private readonly MailboxId mailbox;
    private readonly Lock gate = new();
    private readonly Dictionary<DepositId, Outstanding> outstanding = [];
    private readonly HoldingQueue holding;
    private int outstandingBytes;
    private int inDatabase;
    private long sent;

    // Among rows of the largest size, which are read after all others.
    private long sentLargest;
    private bool ended;

    // A new receiver is behind until its first page says otherwise.
    private bool behind = true;
    private bool reading = true;

    /// <param name="row">Of the mailbox.</param>
    public DeliveryWindow(Connection connection, DepositDesk desk, long row, MailboxId mailbox)
    {
        this.connection = connection;
        this.desk = desk;
        this.row = row;
        this.mailbox = mailbox;
        holding = new HoldingQueue(desk.Time, gate, Store);
    }

    private bool HasRoom =>
        outstanding.Count < ServerLimits.WindowDeliveries && outstandingBytes < ServerLimits.WindowBytes;

    private bool CanHold => !ended && !behind && inDatabase == 0 && HasRoom;

    /// <summary>Begins the drain. On the writer's thread.</summary>
    public void Start() => _ = ReadAsync();

    /// <summary>Pushes a deposit before anything is stored, or joins it to the same one that is held already.</summary>
    /// <param name="mayHold">Otherwise it is only joined.</param>
    /// <param name="mayStore">Refused here it will be stored, and everything that was held before it must be first.</param>
    /// <returns><c>true</c>: taken, with its frame; the answer follows the acknowledgement or the commit.</returns>
    public bool TryHold(Depositor sender, DepositRequest request, bool mayHold, bool mayStore)
    {
        OutgoingFrame push;
        lock (gate)
        {
            if (outstanding.TryGetValue(request.Id, out var same) && same.Held is { } first)
            {
                first.Join(sender);
                request.Delivery.Release();
                return true;
            }
            if (!mayHold || !CanHold || !desk.Held.TryReserve(request.Delivery.Size))
            {
                if (mayStore)
                {
                    holding.StoreAll();
                }
                return false;
            }
            var deposit = new HeldDeposit(desk.Held, this, request, sender, desk.Time.GetTimestamp());
            Track(request.Id, new Outstanding(request.Delivery.Size, deposit, InDatabase: false));
            holding.Add(deposit);
            desk.Held.Add(deposit);
            push = request.Delivery.Copy();
        }
        if (!connection.Send(push))
        {
            End();
        }
        return true;
    }

    /// <summary>Pushes a deposit that was just committed, or leaves it for a page. Takes over the frame.</summary>
    public void Push(long seq, DepositId id, OutgoingFrame frame)
    {
        lock (gate)
        {
            if (behind || !HasRoom)
            {
                behind = true;
                frame.Release();
                return;
            }
            Track(id, new Outstanding(frame.Size, Held: null, InDatabase: true));
            // Nothing is behind, so every row up to this one was sent.
            (sent, sentLargest) = (seq, seq);
        }
        connection.Send(frame);
    }

    /// <summary>A deposit that was pushed before has this row now.</summary>
    public void Stored(long seq)
    {
        lock (gate)
        {
            // Behind, rows before this one are still to be read; then a page brings it twice, which a receiver recognises.
            (sent, sentLargest) = behind ? (sent, sentLargest) : (seq, seq);
        }
    }

    public Acknowledgement Acknowledged(DepositId id)
    {
        Outstanding entry;
        bool known;
        bool read;
        lock (gate)
        {
            known = outstanding.TryGetValue(id, out entry);
            Untrack(id);
            if (entry.Held is { } delivered)
            {
                Leave(delivered, WithdrawOutcome.Delivered);
            }
            read = BeginReading();
        }
        if (read)
        {
            _ = ReadAsync();
        }
        if (entry.Held is { } deposit)
        {
            desk.Metrics.CountDeliveredFirst();
            Finish(deposit, new Accepted(id, DepositOutcome.Delivered, 0));
        }
        return !known ? Acknowledgement.Unknown
            : entry.InDatabase ? Acknowledgement.OfRow
            : Acknowledgement.Complete;
    }

    /// <summary>Looks for rows behind what was sent, which may have been committed without a push.</summary>
    public void CatchUp()
    {
        bool read;
        lock (gate)
        {
            behind = true;
            read = BeginReading();
        }
        if (read)
        {
            _ = ReadAsync();
        }
    }

    /// <summary>Takes back what is held here. The receiver was sent it and may acknowledge it later, to no effect.</summary>
    /// <returns><c>false</c>: it is held no more, or the secret was another.</returns>
    public bool TryWithdraw(HeldDeposit deposit, ReadOnlySpan<byte> withdrawHash)
    {
        lock (gate)
        {
            if (
                !outstanding.TryGetValue(deposit.Id, out var entry)
                || entry.Held != deposit
                || !deposit.IsWithdrawnBy(withdrawHash)
            )
            {
                return false;
            }
            outstanding[deposit.Id] = entry with { Held = null };
            Leave(deposit, WithdrawOutcome.Withdrawn);
        }
        Finish(deposit, new DepositRefused(deposit.Id, Refusal.DepositWithdrawn, []));
        return true;
    }

    /// <summary>The socket takes nothing any more: what is held is stored, in its order, before anybody stores anything new.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            holding.End();
        }
    }

    // The gate is held, so that two posts to the writer keep their order.
    private void Store(HeldDeposit deposit)
    {
        if (outstanding.TryGetValue(deposit.Id, out var entry) && entry.Held == deposit)
        {
            outstanding[deposit.Id] = entry with { Held = null, InDatabase = true };
            inDatabase++;
        }
        desk.Held.Remove(deposit);
        desk.Store(deposit);
    }

    // Before its name is given up, its end is known: whoever asks finds one of the two.
    private void Leave(HeldDeposit deposit, WithdrawOutcome outcome)
    {
        desk.Held.Recent.Add(mailbox, deposit.Id, deposit.Request.WithdrawHash, outcome);
        desk.Held.Remove(deposit);
        holding.Remove(deposit);
    }

    private static void Finish(HeldDeposit deposit, Frame answer)
    {
        deposit.Answer(answer);
        deposit.Request.Delivery.Release();
        deposit.Done();
    }

    private void Track(DepositId id, Outstanding entry)
    {
        // Only one entry a name: a row may come again after its first delivery expired and was deposited anew.
        Untrack(id);
        outstanding.Add(id, entry);
        outstandingBytes += entry.Size;
        inDatabase += entry.InDatabase ? 1 : 0;
    }

    private void Untrack(DepositId id)
    {
        if (outstanding.Remove(id, out var before))
        {
            outstandingBytes -= before.Size;
            inDatabase -= before.InDatabase ? 1 : 0;
        }
    }

    private async Task ReadAsync() => await desk.Writer.PostAsync(new Page(this));

    private List<StoredDeposit> ReadPending(Database database, int count, int bytes, out bool complete) =>
        desk.Deposits.ReadPending(database, row, sent, sentLargest, count, bytes, out complete);

    // Without its page the receiver would wait for ever; a new login drains again.
    private void GiveUp() => connection.Close(Refusal.StorageUnavailable);

    private void Fill(List<StoredDeposit> page, bool complete)
    {
        bool read;
        lock (gate)
        {
            foreach (var deposit in page)
            {
                var size = DeliveryFrame.HeaderSize + deposit.Envelope.Length;
                Track(deposit.Id, new Outstanding(size, Held: null, InDatabase: true));
                if (deposit.Envelope.Length < Limits.LargestEnvelope)
                {
                    sent = deposit.Seq;
                }
                else
                {
                    sentLargest = deposit.Seq;
                }
            }
            behind = !complete;
            reading = false;
            // A page may be small because its rows could not be opened.
            read = BeginReading();
        }
        foreach (var deposit in page)
        {
            connection.Send(OutgoingFrame.Deliver(deposit.Id, deposit.Slot, DepositClass.Stored, deposit.Envelope));
        }
        if (read)
        {
            _ = ReadAsync();
        }
    }

    // Half a window of room, so that a page is worth its query.
    private bool BeginReading()
    {
        var begin =
            behind
            && !reading
            && outstanding.Count <= ServerLimits.WindowDeliveries / 2
            && outstandingBytes <= ServerLimits.WindowBytes / 2;
        reading |= begin;
        return begin;
    }

    /// <param name="Held">Set while it exists in memory only.</param>
    /// <param name="InDatabase">It has a row or is on its way there; neither is true of what was withdrawn from memory.</param>
    private readonly record struct Outstanding(int Size, HeldDeposit? Held, bool InDatabase);

    // Nested, because a page belongs to exactly one window.
    private sealed class Page(DeliveryWindow window) : Operation
    {
        private List<StoredDeposit> page = [];
        private bool complete;

        public override void Execute(Database database)
        {
            int count;
            int bytes;
            lock (window.gate)
            {
                count = ServerLimits.WindowDeliveries - window.outstanding.Count;
                bytes = ServerLimits.WindowBytes - window.outstandingBytes;
            }
            page = window.ReadPending(database, count, bytes, out complete);
        }

        public override void Committed() => window.Fill(page, complete);

        public override void Failed() => window.GiveUp();
    }
}
