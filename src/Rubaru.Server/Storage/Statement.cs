using System.Data.Common;
using System.Text.RegularExpressions;

namespace Rubaru.Server.Storage;

/// <summary>A prepared statement with its parameters in the order of their first appearance.</summary>
internal sealed partial class Statement : IDisposable
{
    private readonly DbCommand command;

    public Statement(DbConnection connection, string sql)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in ParameterNames().Matches(sql).Select(match => match.Value).Distinct())
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }
    }

    public int Run(ReadOnlySpan<object?> values)
    {
        Bind(values);
        return command.ExecuteNonQuery();
    }

    public DbDataReader Read(ReadOnlySpan<object?> values)
    {
        Bind(values);
        return command.ExecuteReader();
    }

    public object? Value(ReadOnlySpan<object?> values)
    {
        Bind(values);
        return command.ExecuteScalar() is var value && value is DBNull ? null : value;
    }

    public void Dispose() => command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        if (values.Length != command.Parameters.Count)
        {
            throw new ArgumentException("A statement got another number of values.");
        }
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    [GeneratedRegex("@[a-z_]+")]
    private static partial Regex ParameterNames();
}
