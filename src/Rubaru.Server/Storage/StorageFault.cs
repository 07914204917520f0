namespace Rubaru.Server.Storage;

/// <summary>What an error of the database leaves behind.</summary>
internal enum StorageFault
{
    /// <summary>The transaction is undone, the connection is sound: what else was in it may be tried by itself.</summary>
    Statement,

    /// <summary>The disk or the connection failed: nothing is trusted until the database was opened anew. A commit
    /// that was under way may or may not have happened.</summary>
    Connection,
}
