using System.Reflection;
using System.Runtime.CompilerServices;

namespace Rubaru.Client.Tests.Secrecy;

/// <summary>
/// Instances of any type of the product whose every text and byte string can be recognised. Numbers are names and counters:
/// no secret of the product is a number.
/// </summary>
internal sealed class Canary
{
    private const int Depth = 4;
    private static readonly byte[] Bytes = [.. Enumerable.Repeat((byte)0xC5, 40)];

    private readonly Dictionary<string, string> _texts = [];

    /// <returns><c>null</c> for what cannot be made without its constructor.</returns>
    public object? Make(Type type) => Make(type, type.Name, 0);

    /// <returns>The fields whose content stands in a text.</returns>
    public IEnumerable<string> In(string text)
    {
        foreach (var (canary, path) in _texts)
        {
            if (text.Contains(canary, StringComparison.Ordinal))
            {
                yield return path;
            }
        }

        string[] bytes = [Convert.ToHexString(Bytes.AsSpan(0, 8)), Convert.ToBase64String(Bytes.AsSpan(0, 9))];
        if (bytes.Any(form => text.Contains(form, StringComparison.OrdinalIgnoreCase)))
        {
            yield return "a byte string";
        }
    }

    private object? Make(Type type, string path, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            var canary = $"canary{_texts.Count}.";
            _texts.Add(canary, path);
            return canary;
        }

        return type == typeof(byte[]) ? Bytes
            : type == typeof(Uri) ? new Uri("https://" + Make(typeof(string), path, depth))
            : type.IsArray ? List(type.GetElementType()!, path, depth)
            : type.IsInterface && type.IsGenericType && type.GetGenericArguments() is [var item]
                ? List(item, path, depth)
            : IsOurs(type) && depth < Depth ? Object(type, path, depth)
            : null;
    }

    private Array? List(Type item, string path, int depth)
    {
        if (item.IsByRefLike || item.IsPointer || item.ContainsGenericParameters)
        {
            return null;
        }

        var list = Array.CreateInstance(item, 1);
        if (Make(item, path + "[0]", depth + 1) is { } value)
        {
            list.SetValue(value, 0);
        }

        return list;
    }

    private object? Object(Type type, string path, int depth)
    {
        if (
            type.IsAbstract
            || type.IsEnum
            || type.IsByRefLike
            || type.ContainsGenericParameters
            || typeof(Delegate).IsAssignableFrom(type)
        )
        {
            return null;
        }

        var made = RuntimeHelpers.GetUninitializedObject(type);
        for (var level = type; level is not null && IsOurs(level); level = level.BaseType)
        {
            const BindingFlags Own =
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            foreach (var field in level.GetFields(Own))
            {
                var name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
                if (
                    Make(field.FieldType, $"{path}.{name}", depth + 1) is { } value
                    && field.FieldType.IsInstanceOfType(value)
                )
                {
                    field.SetValue(made, value);
                }
            }
        }

        return made;
    }

    private static bool IsOurs(Type type) =>
        type.Assembly.GetName().Name!.StartsWith("Rubaru.", StringComparison.Ordinal);
}
