using Deque.AxeCore.Commons;

namespace Rubaru.EndToEnd;

/// <summary>
/// axe-core in the page itself. The adapter for Playwright merges the results of frames in a page of its own, which costs
/// ten times what the rules do; the app has no frames.
/// </summary>
internal static class Axe
{
    private static readonly Lazy<string> Script = new(() => new BundledAxeScriptProvider().GetScript());

    /// <param name="rules">All of them without a name.</param>
    /// <returns>What is against a rule, in words; empty if nothing is.</returns>
    public static async Task<string[]> FindAsync(Person person, params string[] rules)
    {
        if (!await person.Page.EvaluateAsync<bool>("() => !!window.axe"))
        {
            await person.Page.EvaluateAsync(Script.Value);
        }

        return await person.Page.EvaluateAsync<string[]>(
            """
            async rules => {
              const only = rules.length > 0 ? { runOnly: { type: 'rule', values: rules } } : {};
              // To describe what is right as well takes most of the time.
              const { violations } = await axe.run(document, { resultTypes: ['violations'], ...only });
              return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(node => node.html).join(' ; ')}`);
            }
            """,
            rules
        );
    }
}
