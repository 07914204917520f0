using System.Data.Common;

namespace Rubaru.Server.Storage;

/// <summary>
/// Statements that travel together: one way to the database and back for many of them. They run in their order, and each
/// answer is given when all of them have run.
/// </summary>
internal sealed class Pipeline(DbConnection connection)
{
    // Bounds what waits in memory: at most 4 MiB of the largest rows.
    private const int Longest = 64;
    private readonly List<(string Sql, object?[] Values, Action<object?>? Answer)> waiting = [];

    /// <param name="answer">Set for a statement that returns rows, and only then.</param>
    public void Add(string sql, ReadOnlySpan<object?> values, Action<object?>? answer)
    {
        waiting.Add((sql, values.ToArray(), answer));
        if (waiting.Count >= Longest)
        {
            Flush();
        }
    }

    public void Clear() => waiting.Clear();

    public void Flush()
    {
        // An answer may have added more.
        while (waiting.Count > 0)
        {
            var sent = waiting.ToList();
            waiting.Clear();
            var values = Send(sent);
            var next = 0;
            foreach (var (_, _, answer) in sent)
            {
                answer?.Invoke(values[next++]);
            }
        }
    }

    // A value for each statement that returns rows: the others have no result to step over.
    private List<object?> Send(List<(string Sql, object?[] Values, Action<object?>? Answer)> statements)
    {
        using var batch = connection.CreateBatch();
        foreach (var (sql, values, _) in statements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            Statement.AddParameters(sql, command.Parameters, command.CreateParameter);
            Statement.Bind(command.Parameters, values);
            batch.BatchCommands.Add(command);
        }
        var results = new List<object?>();
        using var reader = batch.ExecuteReader();
        do
        {
            if (reader.FieldCount > 0)
            {
                results.Add(reader.Read() ? Statement.Plain(reader.GetValue(0)) : null);
            }
        } while (reader.NextResult());
        return results;
    }
}
