//! Work on many cores, results in order, nothing piling up.

use std::io;
use std::num::NonZeroUsize;
use std::sync::mpsc::{self, Receiver, SyncSender, TryRecvError};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Items that may wait for one slow item in front of them, for each job: enough that a page taking
/// a hundred times the usual does not stop the others, little enough that memory stays bounded.
const LOOK_AHEAD: usize = 16;

/// Does `work` on each item, `jobs` at a time, and hands the results to `write` in item order;
/// `write` gets `None` when the next result is not ready yet, so that it can flush. With one job
/// everything happens on the calling thread. `work` must not panic.
pub(crate) fn run<I, O>(
    items: impl Iterator<Item = I>,
    jobs: NonZeroUsize,
    work: impl Fn(I) -> O + Sync,
    mut write: impl FnMut(Option<O>) -> io::Result<()> + Send,
) -> io::Result<()>
where
    I: Send,
    O: Send,
{
    if jobs.get() == 1 {
        for item in items {
            write(Some(work(item)))?;
            write(None)?;
        }
        return Ok(());
    }
    let (job_sender, job_receiver) = mpsc::sync_channel::<(I, SyncSender<O>)>(jobs.get());
    let (order_sender, order_receiver) = mpsc::sync_channel::<Receiver<O>>(jobs.get() * LOOK_AHEAD);
    let job_receiver = Mutex::new(job_receiver);
    thread::scope(|scope| {
        for _ in 0..jobs.get() {
            scope.spawn(|| {
                loop {
                    let job = job_receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((item, answer)) = job else { break };
                    // The writer may have given up; then nobody wants the answer.
                    let _ = answer.send(work(item));
                }
            });
        }
        let writer = scope.spawn(move || write_in_order(&order_receiver, &mut write));
        for item in items {
            let (answer, slot) = mpsc::sync_channel(1);
            if order_sender.send(slot).is_err() || job_sender.send((item, answer)).is_err() {
                break;
            }
        }
        drop((job_sender, order_sender));
        writer.join().expect("writing does not panic")
    })
}

fn write_in_order<O>(
    order: &Receiver<Receiver<O>>,
    write: &mut impl FnMut(Option<O>) -> io::Result<()>,
) -> io::Result<()> {
    loop {
        let slot = match order.try_recv() {
            Err(TryRecvError::Empty) => {
                write(None)?;
                order.recv().ok()
            }
            slot => slot.ok(),
        };
        let Some(slot) = slot else { return Ok(()) };
        let result = match slot.try_recv() {
            Err(TryRecvError::Empty) => {
                write(None)?;
                slot.recv().ok()
            }
            result => result.ok(),
        };
        let Some(result) = result else { return Ok(()) };
        write(Some(result))?;
    }
}
