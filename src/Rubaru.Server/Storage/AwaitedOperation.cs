namespace Rubaru.Server.Storage;

/// <summary>An operation somebody awaits: the sweeper and the metrics.</summary>
internal sealed class AwaitedOperation<T>(Func<Database, T> execute, Action<Database, T>? afterCommit) : Operation
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Result => done.Task;

    public override void Execute(Database database) => result = execute(database);

    public override void AfterCommit(Database database) => afterCommit?.Invoke(database, result!);

    public override void Committed() => done.SetResult(result!);

    public override void Failed() => done.SetException(new StorageException());
}
