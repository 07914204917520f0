namespace Rubaru.Server.Storage;

/// <summary>The database did not take an operation: disk full, I/O error, or the server is stopping.</summary>
internal sealed class StorageException() : Exception("The storage did not take the operation.");
