using System.Text;
using Rubaru.Bench;
using Rubaru.Sodium.Browser;
using Rubaru.Sodium.Contract;
using Rubaru.Sodium.Contract.Golden;
using Rubaru.Web;

// What the page is asked for stands in its address; what came out is posted back to where it came from.
var page = new Uri(args[0]);
using var http = new HttpClient { BaseAddress = page };
using var answer = new ByteArrayContent(await AnswerAsync());
using var response = await http.PostAsync("answer", answer);
response.EnsureSuccessStatusCode();

async Task<byte[]> AnswerAsync()
{
    try
    {
        var sodium = await BrowserSodium.LoadAsync();
        return page.Query switch
        {
            "?contract" => Outcome.Write(SodiumContract.All.Select(check => Outcome.Of(check, sodium)).ToList()),
            "?vectors" => Outcome.Write(await OfficialVectors.RunAsync(sodium, http)),
            "?scratch" => Outcome.Write(ScratchArea.Run(sodium)),
            "?begin" => GoldenRelay.Begin(sodium),
            "?continue" => GoldenRelay.Continue(sodium, await http.GetByteArrayAsync("golden.json")),
            "?doors" => await GoldenDoorRelay.ContinueAsync(sodium, await http.GetByteArrayAsync("doors.json")),
            "?bench" => Encoding.UTF8.GetBytes(SampledBenchmark.Run(sodium)),
            _ => throw new ArgumentException($"{page.Query} is nothing this page knows."),
        };
    }
    catch (Exception failure)
    {
        // Said in the answer's place, or the test would wait for one until its deadline.
        using var said = new StringContent(failure.ToString());
        using var told = await http.PostAsync("failure", said);
        throw;
    }
}
