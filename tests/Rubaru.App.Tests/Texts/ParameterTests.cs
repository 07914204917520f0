using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Rubaru.App.Tests.Texts;

/// <summary>Razor accepts any attribute on a component and throws in the browser when no parameter has its name.</summary>
public sealed partial class ParameterTests
{
    private static readonly Dictionary<string, Type> Components = typeof(Composer)
        .Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(IComponent)))
        .ToDictionary(type => type.Name);

    [Fact]
    public void Every_attribute_of_a_component_is_a_parameter_of_it()
    {
        var looked = 0;
        var wrong = new List<string>();
        foreach (var (file, text) in SourceFiles.Of(".razor"))
        {
            foreach (var (component, attribute) in Attributes(text))
            {
                looked++;
                if (Components[component].GetProperty(attribute)?.GetCustomAttribute<ParameterAttribute>() is null)
                {
                    wrong.Add($"{file}: {component} has no {attribute}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(looked > 150, $"Only {looked} attributes were found.");
    }

    [Fact]
    public void Attributes_are_found_whatever_their_values() =>
        Assert.Equal(
            [("Icon", "Glyph"), ("Icon", "Class"), ("Composer", "Send"), ("Composer", "Name")],
            Attributes(
                """<Icon Glyph="@(a ? "x" : "y")" Class="b" /><p><Composer @ref="c" Send="() => A(1)" Name="@n">"""
            )
        );

    private static IEnumerable<(string Component, string Attribute)> Attributes(string razor) =>
        Tag()
            .Matches(razor)
            .Where(tag => Components.ContainsKey(tag.Groups["name"].Value))
            .SelectMany(tag =>
                tag.Groups["attribute"].Captures.Select(attribute => (tag.Groups["name"].Value, attribute.Value))
            )
            .Where(pair => !pair.Item2.StartsWith('@'));

    [GeneratedRegex(
        """<(?<name>[A-Z]\w*)(?:\s+(?<attribute>[@\w:.-]+)(?:="(?:@\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[^"])*")?)*\s*/?>"""
    )]
    private static partial Regex Tag();
}
