using Rubaru.Client.Conversations;

namespace Rubaru.Client.Files;

/// <summary>
/// What goes to one contact over its link: the peer asks, and the streams take turns, a few chunks each. Nothing more
/// is read from the disk before the channel has taken those, so they are all of a stream that is in memory.
/// </summary>
internal sealed class FileSending(Engine engine, Conversation conversation)
{
    private readonly List<OutgoingStream> _streams = [];
    private bool _running;
    private bool _again;

    /// <summary>The peer asks for a file, or gives more credit.</summary>
    public void Wanted(FileFrame want, Transfer? transfer)
    {
        if (engine.Platform.Files is not { } store || transfer is not { IsHere: true })
        {
            Say(FileFrameKind.Gone, want.File);
            return;
        }
        if (transfer.State == TransferState.Paused)
        {
            Say(FileFrameKind.Pause, want.File);
            return;
        }
        transfer.PausedByPeer = false;
        if (_streams.Find(open => open.Number == want.Stream && open.Transfer == transfer) is not { } stream)
        {
            Stop(transfer);
            while (_streams.Count >= FileLimits.SentAtOnce)
                Close(_streams[0]);
            stream = new OutgoingStream(transfer, want.Stream, Math.Min(want.Next, transfer.Chunks.Chunks), store);
            _streams.Add(stream);
            transfer.Reach(transfer.Chunks.Upto(want.Next));
            transfer.Move(true);
        }
        stream.Credit(want.Until);
        Wake();
    }

    /// <summary>There may be room in the channel, or credit.</summary>
    public void Wake()
    {
        _again = true;
        if (!_running)
            engine.Spawn(RunAsync);
    }

    public void Stop(Transfer transfer)
    {
        foreach (var stream in _streams.Where(open => open.Transfer == transfer).ToArray())
            Close(stream);
    }

    /// <summary>The link is another one: what was asked for on the old one is over.</summary>
    public void StopAll()
    {
        while (_streams.Count > 0)
            Close(_streams[0]);
    }

    private async Task RunAsync()
    {
        _running = true;
        try
        {
            while (_again)
            {
                _again = false;
                await RoundAsync();
            }
        }
        finally
        {
            _running = false;
        }
    }

    private async Task RoundAsync()
    {
        foreach (var stream in _streams.Where(open => open.IsDue).ToArray())
        {
            if (!await stream.LoadAsync())
            {
                Close(stream);
                Say(FileFrameKind.Gone, stream.Transfer.Id);
                await conversation.Files.FailAsync(stream.Transfer, TransferProblem.Gone);
                continue;
            }
            // Whoever has room tells it by an event, whoever has no link by another: both wake this.
            if (!stream.TrySend(Send))
                return;
            conversation.Files.Tell(stream.Transfer);
        }
        _again |= _streams.Any(open => open.IsDue);
    }

    private int Send(IReadOnlyList<FilePiece> pieces) =>
        conversation.Link?.TrySendPieces(pieces, conversation.EffectiveMode) ?? 0;

    private void Say(FileFrameKind kind, UInt128 file) => conversation.TrySayOfFile(new FileFrame(kind, file));

    private void Close(OutgoingStream stream)
    {
        stream.Close();
        _streams.Remove(stream);
        stream.Transfer.Move(false);
        conversation.Files.Tell(stream.Transfer, now: true);
    }
}
