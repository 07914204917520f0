using CsCheck;
using Rubaru.Client.Search;
using Xunit;

namespace Rubaru.Client.Tests.Search;

public sealed class FoldedHistoryTests
{
    /// <summary>Against a dictionary of strings: put, replace, remove, find, in any order.</summary>
    [Fact]
    public void It_finds_what_a_plain_search_of_all_texts_finds() =>
        Gen.Select(Gen.Int[0, 2], Gen.Long[1, 12], Gen.String[Gen.Char['a', 'c'], 0, 6])
            .List[0, 60]
            .Sample(
                steps =>
                {
                    var history = new FoldedHistory();
                    var model = new Dictionary<long, string>();
                    foreach (var (what, order, text) in steps)
                    {
                        if (what == 0)
                        {
                            history.Remove(order);
                            model.Remove(order);
                        }
                        else
                        {
                            history.Put(order, order, text);
                            model.Remove(order);
                            if (text.Length > 0)
                                model[order] = text;
                        }
                    }
                    foreach (var searched in (string[])["a", "ab", "cba"])
                    {
                        var found = new List<(long Order, long Sent)>();
                        history.Find(searched, found);
                        Assert.Equal(
                            model
                                .Where(m => m.Value.Contains(searched, StringComparison.Ordinal))
                                .Select(m => m.Key)
                                .Order(),
                            found.Select(f => f.Order).Order()
                        );
                    }
                    Assert.Equal(model.Count, history.Count);
                },
                iter: 1_000
            );

    [Fact]
    public void Nothing_is_found_after_it_was_wiped()
    {
        var history = new FoldedHistory { IsComplete = true };
        history.Put(1, 1, "chai");
        history.Wipe();
        var found = new List<(long, long)>();
        history.Find("chai", found);
        Assert.Empty(found);
        Assert.False(history.IsComplete);
    }
}
