using System.Security.Cryptography;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>
/// A deposit of class stored that was pushed to an open socket and exists nowhere else here: acknowledged it leaves no
/// trace, after a second of silence it is stored. Guarded by its window, apart from what never changes.
/// </summary>
/// <param name="request">Keeps a frame of its own, so that the bytes outlive the push.</param>
/// <param name="pushed">Timestamp.</param>
internal sealed class HeldDeposit(
    HeldDeposits held,
    DeliveryWindow window,
    DepositRequest request,
    Depositor sender,
    long pushed
) : IDepositor
{
    // A sender that lost its connection asks again on the next one; the latest are the likeliest to listen.
    private const int MostAskers = 8;
    private readonly List<Depositor> askers = [sender];

    public DepositId Id => request.Id;
    public DepositRequest Request => request;
    public DeliveryWindow Window => window;
    public long Pushed => pushed;
    public int Size => request.Delivery.Size;

    /// <summary>The same deposit again: answered with the first.</summary>
    public void Join(Depositor again)
    {
        if (askers.Contains(again))
        {
            return;
        }
        if (askers.Count == MostAskers)
        {
            askers.RemoveAt(0);
        }
        askers.Add(again);
    }

    public bool IsWithdrawnBy(ReadOnlySpan<byte> hash) =>
        CryptographicOperations.FixedTimeEquals(hash, request.WithdrawHash);

    public void Answer(Frame frame) => askers.ForEach(asker => asker.Answer(frame));

    public void Done() => held.Release(Size);
}
