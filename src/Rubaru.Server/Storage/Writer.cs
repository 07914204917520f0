using System.Threading.Channels;
using Microsoft.Data.Sqlite;

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

    /// <param name="database">Already open, so that a folder that cannot be used stops the start.</param>
    /// <param name="open">Opens it again after an error of the disk.</param>
    public Writer(Database database, Func<Database> open, ILogger<Writer> log)
    {
        this.database = database;
        this.open = open;
        this.log = log;
        thread = new Thread(Run) { IsBackground = true, Name = "database" };
    }

    /// <summary>A transaction was undone: whatever was remembered of it must be forgotten. On the writer's thread.</summary>
    public event Action? RolledBack;

    /// <summary>The last transaction was flushed.</summary>
    public bool IsWorking => Volatile.Read(ref working);

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
            database ??= open();
            database.Begin();
            foreach (var operation in batch)
            {
                operation.Execute(database);
            }
            database.Commit();
        }
        catch (Exception error)
        {
            Undo(batch, error);
            return;
        }
        Volatile.Write(ref working, true);
        foreach (var operation in batch)
        {
            Finish(() => operation.AfterCommit(database));
            Finish(operation.Committed);
        }
    }

    private void Undo(List<Operation> batch, Exception error)
    {
        var retry = batch.Count > 1 && error is not SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_IOERR };
        Volatile.Write(ref working, error is not SqliteException);
        try
        {
            database?.Rollback();
            if (
                error is SqliteException
                {
                    SqliteErrorCode: not (SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_CONSTRAINT)
                }
            )
            {
                // After an error of the disk nothing in memory is trusted: the file is opened anew by the next batch.
                database?.Dispose();
                database = null;
            }
        }
        catch (SqliteException again)
        {
            LogFailure(again);
            database = null;
        }
        RolledBack?.Invoke();
        if (retry)
        {
            // One operation that cannot be done must not take the others with it.
            foreach (var operation in batch)
            {
                Run([operation]);
            }
            return;
        }
        LogFailure(error);
        foreach (var operation in batch)
        {
            Finish(operation.Failed);
        }
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
}
