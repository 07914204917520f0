using System.Text;
using Rubaru.Client.Files;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>Names of files that other people chose, before they are shown or saved.</summary>
public sealed class FileNameTests
{
    [Theory]
    [InlineData("holiday.pdf", "holiday.pdf")]
    [InlineData("छुट्टी की फ़ोटो.jpg", "छुट्टी की फ़ोटो.jpg")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("C:\\Windows\\system32\\x.dll", "C__Windows_system32_x.dll")]
    [InlineData("photo\u202Egpj.exe", "photogpj.exe")]
    [InlineData("a\0b\r\nc.txt", "abc.txt")]
    [InlineData("invoice.pdf\u200B.exe", "invoice.pdf.exe")]
    [InlineData("CON", "_CON")]
    [InlineData("com1.txt", "_com1.txt")]
    [InlineData("nul .tar.gz", "_nul .tar.gz")]
    [InlineData(".bashrc", "bashrc")]
    [InlineData("report.txt. . .", "report.txt")]
    [InlineData("", "file")]
    [InlineData("...", "file")]
    [InlineData("\u2028\u2029\u2066", "file")]
    [InlineData("a<b>|c?*\"%.txt", "a_b__c____.txt")]
    public void A_name_is_only_a_name(string given, string clean) => Assert.Equal(clean, FileName.Clean(given));

    [Theory]
    [InlineData('x')]
    [InlineData('ह')]
    public void A_long_name_keeps_its_extension(char letter)
    {
        var clean = FileName.Clean(new string(letter, 5_000) + ".jpeg");
        Assert.EndsWith(".jpeg", clean, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(clean), 250, FileLimits.NameBytes);
    }

    [Fact]
    public void What_is_clean_stays_as_it_is()
    {
        foreach (
            var name in (string[])
                ["_CON", "a_b.txt", "file", new string('x', 300) + ".tar.gz", "लंबा" + new string('ा', 300)]
        )
        {
            var once = FileName.Clean(name);
            Assert.Equal(once, FileName.Clean(once));
        }
    }

    [Theory]
    [InlineData("image/png", "image/png")]
    [InlineData("IMAGE/SVG+XML", "image/svg+xml")]
    [InlineData("text/html; charset=utf-8", "application/octet-stream")]
    [InlineData("a/b/c", "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    public void A_type_is_plain_letters(string given, string clean) => Assert.Equal(clean, FileName.CleanType(given));

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'>")]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>")]
    [InlineData("RIFF....WAVEfmt ")]
    [InlineData("GIF87")]
    [InlineData("")]
    public void What_is_no_raster_image_is_none(string head) =>
        Assert.Null(RasterType.Of(Encoding.Latin1.GetBytes(head)));

    [Theory]
    [InlineData("\u00FF\u00D8\u00FF\u00E0", "image/jpeg")]
    [InlineData("\u0089PNG\r\n\u001A\n", "image/png")]
    [InlineData("GIF89a", "image/gif")]
    [InlineData("RIFF....WEBPVP8 ", "image/webp")]
    public void A_raster_image_is_told_by_its_first_bytes(string head, string type) =>
        Assert.Equal(type, RasterType.Of(Encoding.Latin1.GetBytes(head)));
}
