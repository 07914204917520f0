using System.Data.Common;

namespace Rubaru.Server.Storage;

/// <summary>
/// What differs between the two databases. The statements do not: they are written in the SQL that both understand, and
/// the schemas differ in the names of types only.
/// </summary>
internal interface IDatabaseEngine
{
    /// <summary>Its word in <c>/api/server</c>, and the folder of its migrations.</summary>
    string Name { get; }

    /// <summary>For the ready line, without any secret.</summary>
    string Description { get; }

    string Begin { get; }

    /// <summary>Opened and set up, so that a commit returns after the flush.</summary>
    /// <exception cref="Hosting.ConfigurationError">It cannot be used; a sentence for the operator.</exception>
    DbConnection Connect();

    /// <summary>A transaction is open, so it has to be rolled back.</summary>
    bool IsInTransaction(DbConnection connection);

    StorageFault FaultOf(Exception error, DbConnection connection);

    /// <summary>Overwrites what the log still holds of wiped rows, as far as this database can. Outside a transaction.</summary>
    /// <returns><c>false</c> while somebody else reads the log; try again later.</returns>
    bool EmptyLog(Database database);
}
