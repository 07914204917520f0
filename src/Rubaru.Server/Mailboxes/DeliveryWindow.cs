using Rubaru.Server.Gateway;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>
/// What one logged-in receiver was sent and has not acknowledged. While it is small, a deposit is pushed right after its
/// commit; otherwise the receiver is "behind" and pages are read from the database as acknowledgements make room. So
/// deliveries keep the order of acceptance and a backlog never sits in memory. Commits and pages come on the writer's
/// thread, acknowledgements on the connection's.
/// </summary>
internal sealed class DeliveryWindow(Connection connection, DepositTable deposits, Writer writer, long mailbox)
{
    private readonly Lock gate = new();
    private readonly Dictionary<DepositId, int> outstanding = [];
    private int outstandingBytes;
    private long sent;

    // A new receiver is behind until its first page says otherwise.
    private bool behind = true;
    private bool reading = true;

    private bool HasRoom =>
        outstanding.Count < ServerLimits.WindowDeliveries && outstandingBytes < ServerLimits.WindowBytes;

    /// <summary>Begins the drain. On the writer's thread.</summary>
    public void Start() => _ = ReadAsync();

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
            Track(seq, id, frame.Size);
        }
        connection.Send(frame);
    }

    /// <returns><c>true</c> if this connection had been sent it.</returns>
    public bool Acknowledged(DepositId id)
    {
        bool known;
        bool read;
        lock (gate)
        {
            known = outstanding.Remove(id, out var size);
            outstandingBytes -= size;
            read = BeginReading();
        }
        if (read)
        {
            _ = ReadAsync();
        }
        return known;
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

    private void Track(long seq, DepositId id, int size)
    {
        // Only one entry a name: a row may come again after its first delivery expired and was deposited anew.
        if (outstanding.Remove(id, out var before))
        {
            outstandingBytes -= before;
        }
        outstanding.Add(id, size);
        outstandingBytes += size;
        sent = seq;
    }

    private async Task ReadAsync() => await writer.PostAsync(new Page(this));

    private List<StoredDeposit> ReadPending(Database database, int count, int bytes, out bool complete) =>
        deposits.ReadPending(database, mailbox, sent, count, bytes, out complete);

    // Without its page the receiver would wait for ever; a new login drains again.
    private void GiveUp() => connection.Close(Refusal.StorageUnavailable);

    private void Fill(List<StoredDeposit> page, bool complete)
    {
        bool read;
        lock (gate)
        {
            foreach (var deposit in page)
            {
                Track(deposit.Seq, deposit.Id, DeliveryFrame.HeaderSize + deposit.Envelope.Length);
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
