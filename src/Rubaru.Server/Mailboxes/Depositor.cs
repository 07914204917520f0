using Rubaru.Server.Gateway;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>One socket of <c>/v1/deposit</c> as a sender: nothing says who it is.</summary>
internal sealed class Depositor(Connection connection) : IDepositor
{
    private int storing;

    /// <summary>Deposits of this socket are on their way to the database: what comes behind must not overtake them.</summary>
    public bool IsStoring => Volatile.Read(ref storing) > 0;

    /// <summary>Waits while too much of this socket is on its way.</summary>
    public async ValueTask BeginAsync()
    {
        await connection.OperationAsync();
        Interlocked.Increment(ref storing);
    }

    public void Answer(Frame frame) => connection.Send(frame);

    public void Done()
    {
        Interlocked.Decrement(ref storing);
        connection.OperationDone();
    }
}
