using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Rubaru.Server.Tests;

/// <summary>What an outsider with the database sees.</summary>
internal static class Rows
{
    public static long Count(InProcessServer server, string table) => Number(server, $"SELECT count(*) FROM {table}");

    public static long Number(InProcessServer server, string sql) => (long)Value(server, sql)!;

    public static string Text(InProcessServer server, string sql) => (string)Value(server, sql)!;

    public static byte[] Bytes(InProcessServer server, string sql) => (byte[])Value(server, sql)!;

    /// <summary>How many 32-byte pieces of the bytes stand somewhere in the database's files, free pages or log.</summary>
    public static int PiecesOnDisk(InProcessServer server, byte[] bytes)
    {
        var disk = Files(server).Select(ReadShared).ToList();
        return bytes.Chunk(32).Count(piece => disk.Any(file => file.AsSpan().IndexOf(piece) >= 0));
    }

    private static IEnumerable<string> Files(InProcessServer server)
    {
        if (server.PostgreSql is null)
        {
            return Directory
                .GetFiles(server.Folder, "rubaru.db*")
                .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal));
        }
        // What is not in the pages yet is in the log.
        var cluster = Text(server, "SELECT current_setting('data_directory')");
        var own = Text(server, "SELECT oid::text FROM pg_database WHERE datname = current_database()");
        return
        [
            .. Directory.GetFiles(Path.Combine(cluster, "base", own)),
            .. Directory.GetFiles(Path.Combine(cluster, "pg_wal")),
        ];
    }

    /// <summary>A connection beside the server's own.</summary>
    public static DbConnection Open(InProcessServer server)
    {
        DbConnection connection = server.PostgreSql is { } database
            ? new NpgsqlConnection($"{database};Pooling=false;GSS Encryption Mode=Disable")
            : new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = server.Database, Pooling = false }.ToString()
            );
        connection.Open();
        return connection;
    }

    private static object? Value(InProcessServer server, string sql)
    {
        using var connection = Open(server);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is var value && value is int number ? (long)number : value;
    }

    public static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
