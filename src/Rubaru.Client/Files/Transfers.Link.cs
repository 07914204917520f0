namespace Rubaru.Client.Files;

/// <summary>What the link says of the files of this chat: frames of the peer, and that the link or its gate changed.</summary>
internal sealed partial class Transfers
{
    /// <summary>Mine that can be asked for again, while the gate of strict mode lets nobody say so.</summary>
    private readonly HashSet<Transfer> _ready = [];
    private int _link;
    private int _connects;
    private bool _may;

    public void FrameReceived(FileFrame frame)
    {
        if (frame.Kind == FileFrameKind.Want)
        {
            Sending.Wanted(frame, Find(frame.File, mine: true));
            return;
        }
        // One of a later version says nothing to this one.
        if (frame.Kind is not (FileFrameKind.Pause or FileFrameKind.Gone or FileFrameKind.Ready))
            return;
        if (Find(frame.File, mine: false) is { IsOver: false } theirs)
        {
            theirs.PausedByPeer = frame.Kind == FileFrameKind.Pause;
            if (frame.Kind != FileFrameKind.Ready)
                Receiving.Stop(theirs);
            if (frame.Kind == FileFrameKind.Gone && theirs.State == TransferState.Waiting)
                _engine.Spawn(() => FailAsync(theirs, TransferProblem.Gone));
            Receiving.Wake();
            theirs.RaiseMoved();
        }
        else if (frame.Kind == FileFrameKind.Pause && Find(frame.File, mine: true) is { IsOver: false } mine)
        {
            mine.PausedByPeer = true;
            Sending.Stop(mine);
            mine.RaiseMoved();
        }
    }

    public void LinkChanged()
    {
        var link = _conversation.Link;
        var number = link?.State == Transport.LinkState.Connected ? link.Connects : 0;
        if (number != _link)
        {
            Sending.StopAll();
            Receiving.StopAll(isAnother: link?.Connects != _connects);
            // A fresh link begins with a fresh want.
            _ready.Clear();
        }
        var (may, isNews) = (_conversation.MaySayOfFiles, number != _link);
        isNews |= may != _may;
        (_link, _connects, _may) = (number, link?.Connects ?? 0, may);
        foreach (var transfer in may ? _ready.ToArray() : [])
            SayReady(transfer);
        Sending.Wake();
        Receiving.Wake();
        Post.LinkChanged();
        Parcels.Wake();
        // What each of them waits for is another thing now.
        foreach (var transfer in isNews ? _all.Values.Where(open => !open.IsOver) : [])
            transfer.RaiseMoved();
    }

    private void SayReady(Transfer transfer)
    {
        if (transfer.IsOver || _conversation.TrySayOfFile(new FileFrame(FileFrameKind.Ready, transfer.Id)))
            _ready.Remove(transfer);
        else
            _ready.Add(transfer);
    }
}
