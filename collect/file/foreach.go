package file

import (
	"context"
	"runtime"
	"sync"

	"golang.org/x/sync/semaphore"
)

// ForEach reads the set, calls work for each input on up to workers goroutines
// (GOMAXPROCS when workers is not positive), and hands the results to done in
// the order of the inputs, on the caller's goroutine, one at a time.
//
// Input bytes count as in flight until done has returned for their result, and
// are bounded by Options.MaxInFlight or one file, whichever is larger; one more
// file may be in the reader's hands when its size was not known beforehand. The
// number of results that wait is bounded by four for each worker.
//
// It stops at the first error of done or ctx and returns it. All its goroutines
// have ended when it returns.
func ForEach[T any](ctx context.Context, s *Set, workers int, work func(Input) T, done func(T) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &pipeline[T]{
		ctx: ctx, work: work,
		budget: semaphore.NewWeighted(s.opt.MaxInFlight), limit: s.opt.MaxInFlight,
		queue: make(chan *job[T], 4*workers), jobs: make(chan *job[T]),
	}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(p.worker)
	}
	wg.Go(func() { p.err = p.produce(s) })
	err := p.consume(&progress{report: s.opt.Progress}, done)
	cancel()
	wg.Wait()
	if err == nil {
		err = p.err
	}
	return err
}

// job is one input on its way through the pipeline.
type job[T any] struct {
	item item
	in   Input // set before out is sent
	out  chan T
}

type pipeline[T any] struct {
	ctx    context.Context
	work   func(Input) T
	budget *semaphore.Weighted
	limit  int64
	queue  chan *job[T] // in order, to the consumer
	jobs   chan *job[T] // to whichever worker is free
	err    error        // of the producer, after it has ended
}

// weigh is the share of the budget for n bytes. A file larger than the whole
// budget takes all of it, and so travels alone.
func (p *pipeline[T]) weigh(n int64) int64 { return min(n, p.limit) }

// produce reads the set in order. It alone takes from the budget, so the job
// that the consumer waits for always has its share.
func (p *pipeline[T]) produce(s *Set) error {
	defer close(p.jobs)
	defer close(p.queue)
	r := newReader(p.ctx, s)
	r.reserve = func(n int64) error { return p.budget.Acquire(p.ctx, p.weigh(n)) }
	r.emit = func(it item) error {
		j := &job[T]{item: it, out: make(chan T, 1)}
		for _, c := range []chan *job[T]{p.queue, p.jobs} {
			select {
			case c <- j:
			case <-p.ctx.Done():
				it.drop()
				return p.ctx.Err()
			}
		}
		return nil
	}
	return r.run()
}

func (p *pipeline[T]) worker() {
	for j := range p.jobs {
		j.in = j.item.load()
		j.out <- p.work(j.in)
	}
}

// consume hands results on in order.
func (p *pipeline[T]) consume(meter *progress, done func(T) error) error {
	for j := range p.queue {
		select {
		case v := <-j.out:
			if err := done(v); err != nil {
				return err
			}
		case <-p.ctx.Done():
			return p.ctx.Err()
		}
		meter.delivered(j.item.total, j.in)
		p.budget.Release(p.weigh(j.item.reserved))
	}
	return nil
}
