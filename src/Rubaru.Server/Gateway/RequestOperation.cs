using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>A request with a number: its answer leaves after the commit, or says that the storage did not take it.</summary>
/// <param name="execute">Returns the answer, if <paramref name="committed"/> does not give it.</param>
/// <param name="committed">What else follows the commit.</param>
internal sealed class RequestOperation(
    Connection connection,
    Metrics metrics,
    uint request,
    Func<Database, Frame?> execute,
    Action? committed = null
) : Operation
{
    private Frame? answer;

    public override void Execute(Database database) => answer = execute(database);

    public override void Committed()
    {
        if (answer is Refused refused)
        {
            metrics.CountRejected(refused.Reason);
        }
        if (answer is not null)
        {
            connection.Send(answer);
        }
        committed?.Invoke();
        connection.OperationDone();
    }

    public override void Failed()
    {
        metrics.CountRejected(Refusal.StorageUnavailable);
        connection.Send(new Refused(request, Refusal.StorageUnavailable));
        connection.OperationDone();
    }
}
