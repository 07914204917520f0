namespace Rubaru.Client;

public sealed partial class ChatClient
{
    /// <summary>
    /// This device and the server name times more than a day apart: one of the two clocks is wrong, and this device's counts.
    /// </summary>
    public bool ClockDisagrees => _engine.Mailbox?.ClockDisagrees == true;
}
