namespace Rubaru.Server.Storage;

/// <summary>
/// One piece of work for the database, run by <see cref="Writer"/> inside a transaction that it shares with others.
/// All of it runs on the writer's thread, in the order in which operations were posted.
/// </summary>
internal abstract class Operation
{
    /// <summary>Reads and writes; runs again, alone, when the shared transaction failed. Nothing may leave here.</summary>
    public abstract void Execute(Database database);

    /// <summary>Between the flush and the answers, outside a transaction; what fails here does not undo the commit.</summary>
    public virtual void AfterCommit(Database database) { }

    /// <summary>The commit was flushed: answers may leave now.</summary>
    public abstract void Committed();

    /// <summary>Nothing of <see cref="Execute"/> was kept.</summary>
    public abstract void Failed();
}
