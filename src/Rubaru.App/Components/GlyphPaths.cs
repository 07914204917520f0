namespace Rubaru.App.Components;

/// <summary>Own drawings on a 24 by 24 grid, stroked with round ends.</summary>
internal static class GlyphPaths
{
    public static string Of(Glyph glyph) =>
        glyph switch
        {
            Glyph.Back => "M14.5 5.5 8 12l6.5 6.5",
            Glyph.Plus => "M12 5v14M5 12h14",
            Glyph.Send => "M4.5 11.9 19.6 4.6 14.6 19.6 11.4 13.1ZM11.4 13.1l8.2-8.5",
            Glyph.Copy => "M9 9h10v11H9zM15 9V4.5H5V15.5h4",
            Glyph.Info => "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17M12 11v5.2M12 7.7v.1",
            Glyph.Check => "M5 12.6 9.8 17.4 19 7.4",
            Glyph.DoubleCheck => "M2.5 12.8 6.8 17.1 14.8 8M11.2 16.2l1 .9L20.8 8",
            Glyph.Clock => "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16M12 7.8V12l2.8 2",
            Glyph.Sealed => "M3.5 6.5h17v11.5h-17zM3.8 7 12 13l8.2-6",
            // Two ends that look at each other, nothing in between.
            Glyph.Direct =>
                "M6 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 1 0 0-7M18 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 1 0 0-7M9.5 12h5",
            Glyph.Relay =>
                "M4.5 14a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5M19.5 14a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5M12 4a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5M10.5 8.5 6 14.4M13.5 8.5l4.5 5.9",
            Glyph.Server => "M4 4.5h16v6H4zM4 13.5h16v6H4zM7.5 7.5v.1M7.5 16.5v.1M12 7.5h4.5M12 16.5h4.5",
            Glyph.Alert => "M12 4 21 19.5H3ZM12 10v4.2M12 16.9v.1",
            Glyph.Trash => "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9L17.5 7M10.3 10.8v5M13.7 10.8v5",
            Glyph.Pencil => "M5 19l.9-3.9L16.2 4.8l3 3L8.9 18.1ZM14 7l3 3",
            Glyph.Gear =>
                "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6M10.4 3.5h3.2l.5 2.5 1.7.9 2.3-1 1.8 2.7-1.8 1.8v2.2l1.8 1.8-1.8 2.7-2.3-1-1.7.9-.5 2.5h-3.2l-.5-2.5-1.7-.9-2.3 1-1.8-2.7 1.8-1.8v-2.2L4.1 8.6l1.8-2.7 2.3 1 1.7-.9Z",
            Glyph.Share => "M12 15V4M7.8 7.8 12 3.8l4.2 4M5 12.5V20h14v-7.5",
            Glyph.Paste => "M8.5 5H5.5v15h13V5h-3M8.5 3.5h7v3.5h-7zM9 12h6M9 15.5h4",
            Glyph.QrCode => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM20 14v2.5M17.5 20H20v-1M14 20v-.1",
            Glyph.Close => "M6 6l12 12M18 6 6 18",
            Glyph.Down => "M5.5 9.5 12 16l6.5-6.5",
            Glyph.More => "M12 5.5v.1M12 12v.1M12 18.5v.1",
            Glyph.Shield => "M12 3.5 19 6v5.5c0 4.3-2.8 7.3-7 9-4.2-1.7-7-4.7-7-9V6ZM8.8 12l2.3 2.3 4.2-4.6",
            Glyph.ShieldAlert => "M12 3.5 19 6v5.5c0 4.3-2.8 7.3-7 9-4.2-1.7-7-4.7-7-9V6ZM12 8.5v4M12 15.5v.1",
            Glyph.Retry => "M19 12a7 7 0 1 1-2.2-5.1L19.5 9M19.5 4.5V9H15",
            Glyph.Offline =>
                "M4 4l16 16M8.2 8.3A8.8 8.8 0 0 0 5 10.3M12 7.4a8.8 8.8 0 0 1 7 2.9M8.6 13.6A4.9 4.9 0 0 1 12 12.2M12 17.4v.1",
            Glyph.Update => "M12 4v10.5M7.5 10.5 12 15l4.5-4.5M5 19.5h14",
            Glyph.Storage =>
                "M12 4c4.1 0 7.5 1.2 7.5 2.8S16.1 9.5 12 9.5 4.5 8.3 4.5 6.8 7.9 4 12 4M4.5 6.8v10.4C4.5 18.8 7.9 20 12 20s7.5-1.2 7.5-2.8V6.8M4.5 12c0 1.6 3.4 2.8 7.5 2.8s7.5-1.2 7.5-2.8",
            Glyph.Key => "M8 10.5a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6M10.8 11.6 18.5 4M15 7.5l2.8 2.8",
            Glyph.Person =>
                "M12 4.2a3.9 3.9 0 1 1 0 7.8 3.9 3.9 0 0 1 0-7.8M4.8 20c.6-3.6 3.4-5.4 7.2-5.4s6.6 1.8 7.2 5.4",
            Glyph.NoEntry => "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17M7.5 12h9",
            Glyph.Lock => "M5.5 10.5h13V20h-13zM8.2 10.5V7.8a3.8 3.8 0 0 1 7.6 0v2.7",
            Glyph.External => "M13 5h6v6M19 5l-8 8M17 14v5H5V7h5",
            Glyph.Withdraw => "M9 5 4.5 9.5 9 14M4.5 9.5H15a4.8 4.8 0 0 1 0 9.6h-4",
            Glyph.Knock => "M6 20V4h9v16M3.5 20h14M12 12v.1M18.5 7.5c1 .8 1.6 2 1.6 3.3s-.6 2.5-1.6 3.3",
            Glyph.Checked => "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17M8 12.4l2.8 2.8L16 9.4",
            Glyph.Question =>
                "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17M9.5 9.8a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 1.9M12 16.6v.1",
            Glyph.Camera => "M4 7.5h3.5L9 5h6l1.5 2.5H20V19H4zM12 9.8a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4",
            Glyph.Reply => "M10 6.5 4.5 12 10 17.5M4.5 12H14a5.5 5.5 0 0 1 5.5 5.5V19",
            Glyph.Forward => "M14 6.5 19.5 12 14 17.5M19.5 12H10A5.5 5.5 0 0 0 4.5 17.5V19",
            Glyph.Timer => "M12 6.5a7 7 0 1 1 0 14 7 7 0 0 1 0-14M12 10v3.5l2 1.5M9.5 3.5h5M12 3.5v3",
            Glyph.Picture => "M4 5h16v14H4zM4 16.5l4.5-4.5 4 4 2.5-2.5 5 5M15 9v.1",
            Glyph.Eye =>
                "M2.8 12C5 8 8.3 6 12 6s7 2 9.2 6c-2.2 4-5.5 6-9.2 6s-7-2-9.2-6M12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6",
            Glyph.Network =>
                "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17M3.5 12h17M12 3.5c4.6 5 4.6 12 0 17M12 3.5c-4.6 5-4.6 12 0 17",
            Glyph.Bell =>
                "M12 4a5.5 5.5 0 0 1 5.5 5.5c0 4.6 2 6 2 6h-15s2-1.4 2-6A5.5 5.5 0 0 1 12 4M10.3 19a1.9 1.9 0 0 0 3.4 0",
            Glyph.Pulse => "M3.5 12.5H8l2.4-6.5 3.4 12.5 2.3-6h4.4",
            Glyph.Search => "M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12M15 15l4.8 4.8",
            Glyph.Pin => "M9 4h6l-.8 6.2L17.5 13v1.5h-11V13l3.3-2.8ZM12 14.5V20",
            Glyph.Archive => "M4 5h16v4H4zM5.5 9v10h13V9M10 12.5h4",
            Glyph.BellOff =>
                "M4 4l16 16M8 5.5A5.5 5.5 0 0 1 17.5 9.5c0 1.7.3 3 .7 3.9M6.7 8.2A7 7 0 0 0 6.5 9.5c0 4.5-2 6-2 6h11M10 19a2.2 2.2 0 0 0 4 0",
            Glyph.Up => "M5.5 14.5 12 8l6.5 6.5",
            Glyph.Palette =>
                "M12 4a8 8 0 1 0 0 16c1.5 0 2-1 1.5-2s0-2.5 1.5-2.5h2A3 3 0 0 0 20 12.5C20 8 16.5 4 12 4M8 11v.1M11 8v.1M15 9v.1",
            Glyph.Clip =>
                "M19 11.5 12 18.5a4.3 4.3 0 0 1-6-6L13.5 5a2.9 2.9 0 0 1 4 4L10 16.5a1.4 1.4 0 0 1-2-2l6.5-6.5",
            Glyph.File => "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5",
            Glyph.Pause => "M9 6v12M15 6v12",
            Glyph.Microphone =>
                "M12 3.5a2.8 2.8 0 0 1 2.8 2.8v5.2a2.8 2.8 0 0 1-5.6 0V6.3A2.8 2.8 0 0 1 12 3.5M6 11.5a6 6 0 0 0 12 0M12 17.5v3",
            Glyph.Stop => "M7 7h10v10H7Z",
            Glyph.Play => "M8 5.5 18.5 12 8 18.5Z",
            Glyph.Minus => "M5 12h14",
            // Up and down at once.
            Glyph.Transfers => "M8 19V5.5M4 9.5l4-4 4 4M16 5v13.5M12 14.5l4 4 4-4",
            _ => throw new ArgumentOutOfRangeException(nameof(glyph)),
        };
}
