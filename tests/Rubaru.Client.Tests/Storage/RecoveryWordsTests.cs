using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Rubaru.Client.Storage;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.Client.Tests.Storage;

public sealed class RecoveryWordsTests
{
    private static readonly NativeSodium _sodium = new();

    /// <summary>The published hash of BIP-39's english.txt: one word a line.</summary>
    [Fact]
    public void The_list_is_the_one_of_bip_39()
    {
        Assert.Equal(2048, RecoveryWords.All.Count);
        var text = string.Concat(RecoveryWords.All.Select(word => word + "\n"));
        Assert.Equal(
            "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))
        );
        Assert.Equal(2048, RecoveryWords.All.Select(word => word[..Math.Min(4, word.Length)]).Distinct().Count());
    }

    /// <summary>The vectors of BIP-39 with 256 bits.</summary>
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "abandon*23 art")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "zoo*23 vote")]
    [InlineData(
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title"
    )]
    [InlineData(
        "8080808080808080808080808080808080808080808080808080808080808080",
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic bless"
    )]
    [InlineData(
        "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c",
        "hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length"
    )]
    public void The_vectors_of_bip_39_agree(string key, string sentence)
    {
        if (sentence.Split("*23 ") is [var word, var last])
            sentence = string.Join(' ', Enumerable.Repeat(word, 23).Append(last));
        Assert.Equal(sentence, string.Join(' ', RecoveryWords.Write(_sodium, Convert.FromHexString(key))));
        Assert.Equal(key, Convert.ToHexStringLower(RecoveryWords.Read(_sodium, sentence).Key!));
    }

    [Fact]
    public void Every_key_comes_back_also_as_people_write_it() =>
        Gen
            .Byte.Array[32]
            .Sample(key =>
            {
                var words = RecoveryWords.Write(_sodium, key);
                var numbered = words.Select(
                    (word, i) => $"{i + 1}. {word[..Math.Min(4, word.Length)].ToUpperInvariant()}"
                );
                Assert.Equal(key, RecoveryWords.Read(_sodium, string.Join(",\r\n ", numbered)).Key);
            });

    [Fact]
    public void What_is_wrong_is_said_with_its_place()
    {
        var words = RecoveryWords.Write(_sodium, RandomNumberGenerator.GetBytes(32));
        Assert.Equal((null, WordsProblem.Count, 23), RecoveryWords.Read(_sodium, string.Join(' ', words[..23])));
        Assert.Equal((null, WordsProblem.Count, 0), RecoveryWords.Read(_sodium, " "));
        words[4] = "banyan";
        Assert.Equal((null, WordsProblem.Unknown, 5), RecoveryWords.Read(_sodium, string.Join(' ', words)));
        words[4] = "ab";
        Assert.Equal((null, WordsProblem.Unknown, 5), RecoveryWords.Read(_sodium, string.Join(' ', words)));
    }

    [Fact]
    public void A_wrong_word_is_noticed_255_times_of_256()
    {
        var words = RecoveryWords.Write(_sodium, new byte[32]);
        var unnoticed = 0;
        foreach (var other in RecoveryWords.All.Skip(1))
        {
            string[] changed = [other, .. words[1..]];
            if (RecoveryWords.Read(_sodium, string.Join(' ', changed)).Problem != WordsProblem.Checksum)
                unnoticed++;
        }
        Assert.InRange(unnoticed, 0, 24);
    }
}
