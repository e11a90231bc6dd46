import { defineCommand } from 'citty';
import { readCliConfig } from '../config.ts';
import { renderTable } from '../render/table.ts';
import { openSession } from '../session.ts';

/** `parley approvals`: what waits for a decision. */
export const approvalsCommand = defineCommand({
  meta: { name: 'approvals', description: 'List what waits for a decision' },
  async run() {
    const { client } = await openSession(readCliConfig());
    const { items } = await client.listApprovals({ query: { status: 'open' } });
    if (items.length === 0) process.stdout.write('Nothing waits for a decision.\n');
    else {
      const rows = items.map((approval) => [
        approval.approvalId,
        approval.title,
        approval.assignee ?? approval.role ?? 'anybody',
        approval.deadline ?? '',
      ]);
      process.stdout.write(`${renderTable(['Approval', 'What', 'Who', 'Until'], rows)}\n`);
    }
  },
});

/** `parley decide ID approved|rejected`: the execution that waits goes on. */
export const decideCommand = defineCommand({
  meta: { name: 'decide', description: 'Approve or reject something' },
  args: {
    approval: { type: 'positional', description: 'Id of the approval', required: true },
    decision: { type: 'positional', description: 'approved or rejected', required: true },
    comment: { type: 'string', description: 'Why' },
  },
  async run({ args }) {
    const { client } = await openSession(readCliConfig());
    const decision = args.decision as 'approved' | 'rejected';
    const body = { decision, ...(args.comment !== undefined && { comment: args.comment }) };
    const approval = await client.decideApproval({ params: { approvalId: args.approval }, body });
    process.stdout.write(`${approval.title}: ${approval.status}\n`);
  },
});
