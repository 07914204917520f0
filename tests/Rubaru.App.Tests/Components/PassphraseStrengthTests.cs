namespace Rubaru.App.Tests.Components;

/// <summary>The meter must not flatter: what everybody tries is too weak, whatever signs it is made of.</summary>
public sealed class PassphraseStrengthTests
{
    [Theory]
    [InlineData("", Strength.TooShort)]
    [InlineData("x7!Kq2", Strength.TooShort)]
    [InlineData("password", Strength.TooWeak)]
    [InlineData("PASSWORD1", Strength.TooWeak)]
    [InlineData("password2024", Strength.TooWeak)]
    [InlineData("12345678", Strength.TooWeak)]
    [InlineData("aaaaaaaaaaaaaaaa", Strength.TooWeak)]
    [InlineData("abcabcabcabcabc", Strength.TooWeak)]
    [InlineData("qwertyuiop", Strength.TooWeak)]
    [InlineData("poiuytrewq", Strength.TooWeak)]
    [InlineData("19841984", Strength.TooWeak)]
    [InlineData("sunshine99", Strength.TooWeak)]
    [InlineData("elephant 1987", Strength.TooWeak)]
    [InlineData("kitchen ladder", Strength.Weak)]
    [InlineData("kitchen ladder monster hour", Strength.Fair)]
    [InlineData("kitchen ladder monster hour velvet", Strength.Strong)]
    [InlineData("g7#Kd!92xQ_w4Tz", Strength.Strong)]
    internal void People_s_passphrases_get_what_they_deserve(string text, Strength strength) =>
        Assert.True(PassphraseStrength.Of(text) == strength, $"{PassphraseStrength.Bits(text):F1} bits");

    [Fact]
    public void More_text_is_never_weaker_by_much() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.String[CsCheck.Gen.Char.AlphaNumeric, 1, 30],
            text => PassphraseStrength.Bits(text) >= 0 && PassphraseStrength.Bits(text) <= 6.6 * text.Length
        );
}
