using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;

namespace Rubaru.Server.Storage;

/// <summary>A prepared statement with its parameters in the order of their first appearance.</summary>
internal sealed partial class Statement : IDisposable
{
    private static readonly ConcurrentDictionary<string, string[]> Names = new();
    private readonly DbCommand command;

    public Statement(DbConnection connection, string sql)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        AddParameters(sql, command.Parameters, command.CreateParameter);
    }

    public static void AddParameters(string sql, DbParameterCollection parameters, Func<DbParameter> create)
    {
        foreach (var name in Names.GetOrAdd(sql, Find))
        {
            var parameter = create();
            parameter.ParameterName = name;
            parameters.Add(parameter);
        }
    }

    public static void Bind(DbParameterCollection parameters, ReadOnlySpan<object?> values)
    {
        if (values.Length != parameters.Count)
        {
            throw new ArgumentException("A statement got another number of values.");
        }
        for (var i = 0; i < values.Length; i++)
        {
            parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    /// <summary>One type for whole numbers, whatever the database calls short ones; <c>null</c> for NULL.</summary>
    public static object? Plain(object? value) =>
        value switch
        {
            int number => (long)number,
            DBNull => null,
            _ => value,
        };

    public int Run(ReadOnlySpan<object?> values)
    {
        Bind(command.Parameters, values);
        return command.ExecuteNonQuery();
    }

    public DbDataReader Read(ReadOnlySpan<object?> values)
    {
        Bind(command.Parameters, values);
        return command.ExecuteReader();
    }

    public object? Value(ReadOnlySpan<object?> values)
    {
        Bind(command.Parameters, values);
        return Plain(command.ExecuteScalar());
    }

    public void Dispose() => command.Dispose();

    private static string[] Find(string sql) =>
        [.. ParameterNames().Matches(sql).Select(match => match.Value).Distinct()];

    [GeneratedRegex("@[a-z_]+")]
    private static partial Regex ParameterNames();
}
