using System.Data.Common;
using System.Threading.Channels;

namespace Rubaru.Server.Storage;

/// <summary>
/// The only user of the database: one thread that takes what has been posted, runs it in one transaction and flushes
/// once (group commit). Since reads come here too, every operation sees one consistent order.
/// </summary>
internal sealed partial class Writer : IDisposable
{
    private readonly Channel<Operation> queue = Channel.CreateBounded<Operation>(
        new BoundedChannelOptions(ServerLimits.OperationsQueued) { SingleReader = true }
    );
    private readonly Func<Database> open;
    private readonly ILogger<Writer> log;
    private readonly Thread thread;
    private Database? database;
    private bool working = true;
    private bool uncertain;

    /// <param name="database">Already open, so that a folder that cannot be used stops the start.</param>
    /// <param name="open">Opens it again after an error of the disk or of the connection.</param>
    public Writer(Database database, Func<Database> open, ILogger<Writer> log)
    {
        this.database = database;
        this.open = open;
        this.log = log;
        thread = new Thread(Run) { IsBackground = true, Name = "database" };
    }

    /// <summary>A transaction was undone: whatever was remembered of it must be forgotten. On the writer's thread.</summary>
    public event Action? RolledBack;

    /// <summary>
    /// The first commit after a failure of disk or connection, before its answers. A commit that failed then may have
    /// happened nevertheless: whoever waits for rows must look again. On the writer's thread.
    /// </summary>
    public event Action? Recovered;

    public void Start() => thread.Start();

    /// <summary>Waits while the queue is full, which slows the callers down to what the disk can do.</summary>
    public ValueTask PostAsync(Operation operation)
    {
        if (queue.Writer.TryWrite(operation))
        {
            return ValueTask.CompletedTask;
        }
        return WaitAsync(operation);
    }

    public async Task<T> RunAsync<T>(Func<Database, T> execute, Action<Database, T>? afterCommit = null)
    {
        var operation = new AwaitedOperation<T>(execute, afterCommit);
        await PostAsync(operation);
        return await operation.Result;
    }

    /// <summary>Finishes what was posted, then closes the file.</summary>
    public void Dispose()
    {
        queue.Writer.TryComplete();
        if (thread.IsAlive)
        {
            thread.Join();
        }
        database?.Dispose();
        database = null;
    }

    private async ValueTask WaitAsync(Operation operation)
    {
        try
        {
            await queue.Writer.WriteAsync(operation);
        }
        catch (ChannelClosedException)
        {
            // The server is stopping: the operation was not taken, and its asker must hear that.
            operation.Failed();
        }
    }

    private void Run()
    {
        var batch = new List<Operation>();
        // A dedicated thread may block; nothing else runs on it.
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < ServerLimits.OperationsPerCommit && queue.Reader.TryRead(out var operation))
            {
                batch.Add(operation);
            }
            Run(batch);
            batch.Clear();
        }
    }

    private void Run(List<Operation> batch)
    {
        try
        {
            Begin();
            foreach (var operation in batch)
            {
                operation.Execute(database!);
            }
            database!.Commit();
        }
        catch (Exception error)
        {
            Undo(batch, error);
            return;
        }
        Confirm();
        foreach (var operation in batch)
        {
            Finish(() => operation.AfterCommit(database));
            Finish(operation.Committed);
        }
    }

    private void Begin()
    {
        try
        {
            if (database is null)
            {
                Reopen();
            }
            database!.Begin();
        }
        catch (Exception) when (database?.IsLost == true)
        {
            // The database was restarted while nothing was under way: nobody needs to hear of that.
            Close();
            Reopen();
            database!.Begin();
        }
    }

    // Only now is forgotten what the failed transaction had changed: without a database nothing could be read anew, and
    // what needs none, signals above all, goes on with what is remembered.
    private void Reopen()
    {
        database = open();
        RolledBack?.Invoke();
    }

    private void Confirm()
    {
        if (!working)
        {
            working = true;
            LogRecovered();
        }
        if (uncertain)
        {
            uncertain = false;
            Recovered?.Invoke();
        }
    }

    private void Undo(List<Operation> batch, Exception error)
    {
        var fault = database?.FaultOf(error) ?? StorageFault.Connection;
        if (fault == StorageFault.Connection)
        {
            uncertain = true;
            Close();
        }
        else
        {
            RollBack();
            RolledBack?.Invoke();
        }
        if (batch.Count > 1 && fault == StorageFault.Statement)
        {
            // One operation that cannot be done must not take the others with it.
            foreach (var operation in batch)
            {
                Run([operation]);
            }
            return;
        }
        // Once an outage: it would be the same line for every request.
        if (working || fault == StorageFault.Statement)
        {
            LogFailure(error);
        }
        working = fault == StorageFault.Statement;
        foreach (var operation in batch)
        {
            Finish(operation.Failed);
        }
    }

    private void RollBack()
    {
        try
        {
            database!.Rollback();
        }
        catch (DbException error)
        {
            LogFailure(error);
            Close();
        }
    }

    // The next batch opens it anew.
    private void Close()
    {
        database?.Dispose();
        database = null;
    }

    private void Finish(Action answer)
    {
        try
        {
            answer();
        }
        catch (Exception error)
        {
            // An answer that cannot be given concerns one connection; the thread serves all of them.
            LogFailure(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Storage: an operation failed")]
    private partial void LogFailure(Exception error);

    [LoggerMessage(LogLevel.Warning, "Storage: works again")]
    private partial void LogRecovered();
}
